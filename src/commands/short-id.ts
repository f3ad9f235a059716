/** The last characters of a backup's id, which stand for all of it wherever one is asked for: `k3f9`. */
export function shortId(id: string): string {
  return id.slice(id.lastIndexOf('_') + 1);
}
