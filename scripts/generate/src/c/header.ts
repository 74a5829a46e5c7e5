import type { Layout } from '../layout.js';
import { definitions, enumerations, opcodes, registers } from './constants.js';
import { records } from './records.js';

const opening = `/*
 * SPU-Link: frames, messages, registers and error codes. PROTOCOL.md beside this file says what they mean.
 * Generated from spu-link.yaml by \`npm run generate\`. Do not edit.
 *
 * C99 or later, or C++. Names are those of PROTOCOL.md in snake_case. The wire is little-endian and naturally
 * aligned, so on a little-endian machine these structs are the bytes on the wire, without packing: copy with memcpy, or
 * lay them over a receive buffer that is aligned to 8 bytes. Fields named reserved... are sent as zero and ignored.
 */
#ifndef SPU_LINK_H
#define SPU_LINK_H

#include <stddef.h>
#include <stdint.h>

#if defined(__BYTE_ORDER__) && defined(__ORDER_LITTLE_ENDIAN__)
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "SPU-Link structs need a little-endian machine; on others convert field by field"
#endif
#endif

/* Before C11 a false assertion is an array of negative size. */
#if defined(__cplusplus) && __cplusplus >= 201103L
#define SPU_ASSERT(name, condition) static_assert(condition, #condition)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define SPU_ASSERT(name, condition) _Static_assert(condition, #condition)
#else
#define SPU_ASSERT(name, condition) typedef char spu_assert_##name[(condition) ? 1 : -1]
#endif
#define SPU_ASSERT_SIZE(type, bytes) SPU_ASSERT(type, sizeof(type) == (bytes))
#define SPU_ASSERT_OFFSET(type, member, bytes) \\
  SPU_ASSERT(type##_##member, offsetof(type, member) == (bytes))

SPU_ASSERT(double_is_binary64, sizeof(double) == 8);
`;

const closing = `
#undef SPU_ASSERT
#undef SPU_ASSERT_SIZE
#undef SPU_ASSERT_OFFSET

#endif
`;

/** spu_link.h: all of the table as plain C, its layout asserted at compile time. */
export const cHeader = (layout: Layout, hash: bigint): string =>
  [
    opening,
    definitions(layout, hash),
    enumerations(layout),
    opcodes(layout),
    registers(layout),
    records(layout),
  ].join('\n') + closing;
