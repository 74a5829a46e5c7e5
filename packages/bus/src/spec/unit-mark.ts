/**
 * The JSON Schema annotation of every number that a person writes in a spec: its unit, '' for a plain number.
 * jsonSchemaOf lets what carries it be written with its source.
 */
export const unitMark = 'x-unit';
