/** `the table public.a`, `3 tables (public.a, public.b, public.c)`, `41 tables (public.a, public.b, public.c and more)`. */
export function listNames(noun: string, names: readonly string[]): string {
  if (names.length === 1) return `the ${noun} ${names[0]}`;
  const shown = names.slice(0, 3).join(', ');
  return `${names.length} ${noun}s (${shown}${names.length > 3 ? ' and more' : ''})`;
}
