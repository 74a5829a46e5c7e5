import { arrayIdNames, type ArrayId } from './generated/enums.js';

const firstOfCodes = 0x100;

/** `field` of a BAD_ARGUMENT that is about the codes of an array and not about a field of the message. */
export const codesField = (array: ArrayId): number => firstOfCodes + array;

/** The name of the array whose codes such a `field` is about; undefined for a field of the message. */
export const arrayOfCodes = (field: number): string | undefined => arrayIdNames.get(field - firstOfCodes);
