import { z } from 'zod';

/** An object with these fields and no others; an unknown one is an issue that lists the known ones. */
export function fields<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `expected one of ${names}` : `expected fields: ${names}`,
  });
}
