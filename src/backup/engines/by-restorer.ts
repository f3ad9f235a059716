/** What the policy can offer in the place of rights: the last step of an obstacle that these would take away. */
export const byRestorer =
  'Or let "backup.restoreUrl" in prisma-interlock.json name the environment variable with the URL of a role that may, such as an administrator\'s.';
