/** Which of two versions is newer. */

/** Whether `version` is newer than `other`; both are numbers with dots between them. */
export function isNewer(version: string, other: string): boolean {
  const [ours, theirs] = [numbers(version), numbers(other)];
  for (let place = 0; place < Math.max(ours.length, theirs.length); place++) {
    const difference = (ours[place] ?? 0) - (theirs[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function numbers(version: string): number[] {
  return version.split(".").map((part) => Number.parseInt(part, 10) || 0);
}
