/** Whether a name can stand in a path (apimachinery's IsPathSegmentName). */
export function isPathSegment(name: string): boolean {
  return name !== '.' && name !== '..' && !/[/%]/.test(name);
}
