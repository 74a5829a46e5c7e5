/*
 * SPU-Link: frames, messages, registers and error codes. PROTOCOL.md beside this file says what they mean.
 * Generated from spu-link.yaml by `npm run generate`. Do not edit.
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
#define SPU_ASSERT_OFFSET(type, member, bytes) \
  SPU_ASSERT(type##_##member, offsetof(type, member) == (bytes))

SPU_ASSERT(double_is_binary64, sizeof(double) == 8);

/* link version */
#define SPU_VERSION 0u
/* fingerprint of the message table: what HELLO compares */
#define SPU_SCHEMA_HASH UINT64_C(0xb0cdfee452ca1a55)
/* 'S', 'P' on the wire */
#define SPU_FRAME_MAGIC 0x5053u
#define SPU_FRAME_HEADER_BYTES 24u
/* the header CRC covers what is before it */
#define SPU_HEADER_CRC_OFFSET 20u
/* the u64 before the payload of a frame with SIM_TIME */
#define SPU_STAMP_BYTES 8u
/* of the terminal answers */
#define SPU_LARGEST_ANSWER_BYTES 360u

/* Flags of a frame. */
/* first DATA frame of a transfer */
#define SPU_FLAG_FIRST 0x0001u
/* last DATA frame of a transfer */
#define SPU_FLAG_LAST 0x0002u
/* the terminal answer is the Error record */
#define SPU_FLAG_ERROR 0x0004u
/*
 * the payload begins with a u64 of virtual picoseconds: departure on a host frame, arrival at the
 * host on an answer
 */
#define SPU_FLAG_SIM_TIME 0x0008u

/* Numbers of the rules in PROTOCOL.md; durations are wall time. */
/* a connection on which no HELLO has come for so long is closed by the device */
#define SPU_HELLO_TIMEOUT_MS 2500u
/*
 * the host repeats a command that was not answered for so long; twice as long before each further
 * repeat
 */
#define SPU_REPEAT_AFTER_MS 500u
/* how often the host sends one command at most */
#define SPU_COMMAND_TRIES 4u
/* while a command waits for its answer the host asks for STATUS so often */
#define SPU_HEARTBEAT_MS 1000u
/* a device that owes an answer and of which no byte has come for so long is taken for dead */
#define SPU_SILENCE_MS 3000u
/* the device answers STATUS within this time, in every state */
#define SPU_STATUS_WITHIN_MS 250u
/* a host that ends its session waits so long for the answer to CLOSE */
#define SPU_CLOSE_WITHIN_MS 500u
/*
 * after so long without a byte, bytes that begin with a good header are a new frame, also where one
 * before them is incomplete
 */
#define SPU_PAUSE_MS 100u
/* a session on whose connection no byte has come for so long gives way to a HELLO on another */
#define SPU_DISPLACE_AFTER_MS 30000u
/*
 * a COMMAND or DATA frame whose sequence is this much or more behind the newest of its connection
 * is dropped, as is one whose sequence was seen
 */
#define SPU_SEQUENCE_WINDOW 64u
/* so many sequences up to the newest count as behind it, all others as ahead */
#define SPU_SEQUENCES_BEHIND 65536u
/* requests from here up are outside the count of the commands of a session */
#define SPU_UNORDERED_REQUEST 32768u
/* a stamp of SIM_TIME stays below 2 to this power (picoseconds: 53 days) */
#define SPU_STAMP_BITS 62u
/* terminal answers that the device holds for repeats */
#define SPU_ANSWERS_HELD 16u
/* the least that a device may have as maximumPayloadBytes */
#define SPU_SMALLEST_MAXIMUM_PAYLOAD_BYTES 512u

typedef uint8_t spu_frame_kind;
enum {
  /* host to device; gets exactly one ANSWER */
  SPU_FRAME_KIND_COMMAND = 1,
  /* device to host; the terminal answer of a command */
  SPU_FRAME_KIND_ANSWER = 2,
  /* a piece of a bulk transfer */
  SPU_FRAME_KIND_DATA = 3,
  /* device to host; how far the host may write */
  SPU_FRAME_KIND_CREDIT = 4
};

/* the arrays of a problem */
typedef uint8_t spu_array_id;
enum {
  /* B, rows × cells, row-major */
  SPU_ARRAY_ID_COUPLINGS = 0,
  /* S, rows/block blocks of block × block, row-major */
  SPU_ARRAY_ID_BLOCKS = 1,
  /* g, one code a cell */
  SPU_ARRAY_ID_DRIVE = 2,
  /* x₀ of start state WRITTEN, one code a cell */
  SPU_ARRAY_ID_START = 3,
  /* ADC codes, reads × cells (device to host only) */
  SPU_ARRAY_ID_READOUT = 4
};

typedef uint8_t spu_code_kind;
enum {
  SPU_CODE_KIND_INT8 = 0,
  SPU_CODE_KIND_INT16 = 1,
  /* ideal converters of a simulation only */
  SPU_CODE_KIND_FLOAT32 = 2
};

/* what the cells hold when the run time starts */
typedef uint8_t spu_start_state;
enum {
  /* V₀ = σ · drive codes */
  SPU_START_STATE_GRADIENT = 0,
  /* what the cells still hold */
  SPU_START_STATE_PREVIOUS = 1,
  SPU_START_STATE_ZERO = 2,
  /* V₀ = σ · start codes */
  SPU_START_STATE_WRITTEN = 3
};

/* which problem a RUN relaxes */
typedef uint8_t spu_latch;
enum {
  /* the bank that a COMMIT armed; refused where none is */
  SPU_LATCH_ARMED = 0,
  /* the one that drives the cells already */
  SPU_LATCH_LATCHED = 1
};

/* how a RUN with several reads takes them */
typedef uint8_t spu_observation;
enum {
  /* all after the run time, of cells that hold */
  SPU_OBSERVATION_HELD = 0,
  /*
   * the first after the run time, each of the others spacingTicks later, while the cells go on
   * relaxing
   */
  SPU_OBSERVATION_LIVE = 1
};

/* what a MEASURE converts instead of the cells */
typedef uint8_t spu_test_input;
enum {
  /* the input of the ADC at 0 V */
  SPU_TEST_INPUT_ZERO = 0,
  /* the reference voltage that the capabilities tell */
  SPU_TEST_INPUT_REFERENCE = 1,
  /* the output of a DAC, at the drive gain */
  SPU_TEST_INPUT_LOOPBACK = 2
};

typedef uint8_t spu_device_state;
enum {
  /* no problem is armed and the cells hold nothing */
  SPU_DEVICE_STATE_IDLE = 0,
  /* a committed bank waits for RUN */
  SPU_DEVICE_STATE_ARMED = 1,
  /* a RUN, READ or MEASURE is in progress */
  SPU_DEVICE_STATE_RUNNING = 2,
  /* the cells hold the end of the last run */
  SPU_DEVICE_STATE_HOLDING = 3
};

typedef uint8_t spu_reset_cause;
enum {
  SPU_RESET_CAUSE_POWER_ON = 0,
  SPU_RESET_CAUSE_HOST_RESET = 1,
  SPU_RESET_CAUSE_FAULT = 2
};

typedef uint8_t spu_grid_kind;
enum {
  /* any f64 from minimum to maximum */
  SPU_GRID_KIND_CONTINUOUS = 0,
  /* k · step, k an integer, from minimum to maximum */
  SPU_GRID_KIND_LINEAR = 1,
  /* m · 2^e with mantissaBits fraction bits, from minimum to maximum */
  SPU_GRID_KIND_FLOATING = 2,
  /* minimum = maximum, the only value */
  SPU_GRID_KIND_FIXED = 3
};

/* stages of one job on the virtual clock, in order */
typedef uint8_t spu_stage;
enum {
  /* from the departure of the problem's first frame, or the job's own, to the arrival of the job */
  SPU_STAGE_LINK_DOWN = 0,
  /*
   * codes are converted and the arrays are programmed; of a MEASURE: its codes are set, with their
   * delays
   */
  SPU_STAGE_DAC = 1,
  /* the cells relax under the problem before, up to the latch */
  SPU_STAGE_CARRY = 2,
  /* outputs settle after the latch */
  SPU_STAGE_SETTLE = 3,
  /* the run time; with several reads or repeats from the first to the last */
  SPU_STAGE_RELAX = 4,
  /*
   * cells are converted; with live reads or repeats what remains of it after the last relaxation;
   * of a MEASURE all of it, though its codes are set and converted by turns
   */
  SPU_STAGE_ADC = 5,
  /* codes and the answer travel to the host */
  SPU_STAGE_LINK_UP = 6
};

typedef uint16_t spu_error_code;
enum {
  /* no error; an answer with the ERROR flag never has it */
  SPU_ERROR_CODE_OK = 0x0000,
  /* never answered; the bytes are skipped */
  SPU_ERROR_CODE_BAD_HEADER_CRC = 0x0101,
  /*
   * field is the opcode of the frame. Not remembered: the command may be repeated with the same
   * request
   */
  SPU_ERROR_CODE_BAD_PAYLOAD_CRC = 0x0102,
  /*
   * payload longer than maximumPayloadBytes, not the length of the message, or too short for its
   * flags: got is the length, limit the one that would do
   */
  SPU_ERROR_CODE_BAD_LENGTH = 0x0103,
  /*
   * field 0: link version, got that of the host, limit that of the device; field 1: schema hash,
   * the low 32 bits of each
   */
  SPU_ERROR_CODE_BAD_VERSION = 0x0104,
  /* got is the session of the frame, limit the open one, 0 if none */
  SPU_ERROR_CODE_BAD_SESSION = 0x0105,
  /* got is the flags of the frame, limit those known */
  SPU_ERROR_CODE_BAD_FLAG = 0x0106,
  /*
   * a command before this one has not arrived: got is its request, limit the one expected. Not
   * executed and not remembered: repeat from the expected one on
   */
  SPU_ERROR_CODE_OUT_OF_ORDER = 0x0107,
  /* never on the wire: how a host reports a transport that closed before the answer */
  SPU_ERROR_CODE_LINK_CLOSED = 0x0181,
  /* never on the wire: how a host reports an answer that breaks this table */
  SPU_ERROR_CODE_BAD_ANSWER = 0x0182,
  /*
   * never on the wire: how a host reports a command that was sent often enough and never answered
   * by a device that answers others
   */
  SPU_ERROR_CODE_NO_ANSWER = 0x0183,
  /*
   * never on the wire: how a host reports a device of which nothing was heard for 3 s; got is the
   * milliseconds
   */
  SPU_ERROR_CODE_DEVICE_SILENT = 0x0184,
  /*
   * never on the wire: how a host reports bytes that hold no frame, in answer to HELLO; got is how
   * many
   */
  SPU_ERROR_CODE_NOT_SPU_LINK = 0x0185,
  /* got is the opcode */
  SPU_ERROR_CODE_UNKNOWN_OPCODE = 0x0201,
  /*
   * field is the index of the field in the message; in the answer of RUN and MEASURE also 256 +
   * ArrayId (of MEASURE always DRIVE): codes of that array are NaN, infinite or too large to
   * multiply, got is one, limit the largest magnitude that would do
   */
  SPU_ERROR_CODE_BAD_ARGUMENT = 0x0202,
  /* got is the DeviceState */
  SPU_ERROR_CODE_BAD_STATE = 0x0203,
  /* another session is open */
  SPU_ERROR_CODE_BUSY = 0x0204,
  /* this chip does not have what the field asks for: field is its index, got its value */
  SPU_ERROR_CODE_NOT_SUPPORTED = 0x0205,
  /* got is the address, field its low 16 bits */
  SPU_ERROR_CODE_UNKNOWN_REGISTER = 0x0206,
  /* field is the address */
  SPU_ERROR_CODE_READ_ONLY_REGISTER = 0x0207,
  /* field is the address of the register, got the value, limit the nearest one on its grid */
  SPU_ERROR_CODE_OFF_GRID = 0x0208,
  /* a CANCEL, RESET or CLOSE ended the command */
  SPU_ERROR_CODE_ABORTED = 0x0209,
  /*
   * the command came before, and its answer or the codes that it returned are no longer held for a
   * repeat. It is not executed again
   */
  SPU_ERROR_CODE_ANSWER_GONE = 0x020A,
  /* got is the position that the piece reaches, limit the credit limit */
  SPU_ERROR_CODE_NO_CREDIT = 0x0301,
  /* a piece is missing: got is the offset that came, limit the one expected */
  SPU_ERROR_CODE_BAD_OFFSET = 0x0302,
  /* field is the ArrayId, got the CRC of the commit, limit that of the codes that arrived */
  SPU_ERROR_CODE_BAD_TOTAL_CRC = 0x0303,
  /*
   * an array was not written whole: field is the ArrayId, got the bytes that came, limit those
   * announced (0: it was not announced)
   */
  SPU_ERROR_CODE_INCOMPLETE = 0x0304,
  /*
   * field 0 cells, 1 rows, 2 block size, 3 reads, 4 bytes of codes that a RUN, READ or MEASURE
   * returns; got is the size, limit the largest of the chip
   */
  SPU_ERROR_CODE_TOO_LARGE = 0x0305,
  /*
   * as many jobs (RUN, READ, MEASURE) wait as the chip queues: got is how many, limit how many may
   */
  SPU_ERROR_CODE_QUEUE_FULL = 0x0306,
  /* a mode of the programmed system would grow: got is its rate in 1/τ */
  SPU_ERROR_CODE_UNSTABLE = 0x0401,
  /* the programmed system has no symmetric form */
  SPU_ERROR_CODE_NOT_SYMMETRISABLE = 0x0402,
  /*
   * simulation: the fastest mode of the programmed system is too fast for the time step of the
   * integrator: got is its rate times the step, limit what the integrator follows
   */
  SPU_ERROR_CODE_STEP_TOO_LARGE = 0x0403,
  /* a fault of the device itself */
  SPU_ERROR_CODE_INTERNAL = 0x0501
};

/* Message ids. */
enum {
  /* opens a session; the only command with session 0 */
  SPU_OPCODE_HELLO = 0x0001,
  /* what the chip is */
  SPU_OPCODE_CAPABILITIES = 0x0002,
  /* answered in every state, within 250 ms of wall time */
  SPU_OPCODE_STATUS = 0x0003,
  /*
   * works from any state: clears banks, cells and registers; the session ends, a HELLO must follow
   */
  SPU_OPCODE_RESET = 0x0004,
  /* ends the session in order */
  SPU_OPCODE_CLOSE = 0x0005,
  /* all or none; a value off its grid is refused */
  SPU_OPCODE_WRITE_REGISTERS = 0x0010,
  /* reads one register: what was last written, or its reset value */
  SPU_OPCODE_READ_REGISTER = 0x0011,
  /*
   * announces one array for the idle bank; DATA frames with the same request follow; the answer
   * comes when all of it has arrived. One at a time: a new WRITE ends an unfinished one
   * (INCOMPLETE)
   */
  SPU_OPCODE_WRITE = 0x0020,
  /*
   * DATA frame: codes from `offset` on. A lower offset is dropped as a duplicate, a higher one
   * refused
   */
  SPU_OPCODE_DATA = 0x0021,
  /* CREDIT frame; a lost one is healed by the next */
  SPU_OPCODE_CREDIT = 0x0022,
  /* checks every array named and arms the bank; nothing latches before RUN */
  SPU_OPCODE_COMMIT = 0x0023,
  /*
   * carries on, latches, sets the start state, relaxes for the run time, reads, and so on for each
   * repeat; DATA frames with the codes come before the answer. One that comes while another is in
   * progress waits its turn
   */
  SPU_OPCODE_RUN = 0x0030,
  /* reads the held cells again, at the present readout gain */
  SPU_OPCODE_READ = 0x0031,
  /*
   * converts a test input; the cells keep what they hold and no bank is touched. For each code in
   * turn the DAC is set, delayTicks pass, and the ADC converts `reads` times; before the first code
   * the DAC stands settled at code 0. DATA frames with the codes come before the answer, the reads
   * of one code side by side. Waits its turn behind runs, as READ does
   */
  SPU_OPCODE_MEASURE = 0x0033,
  /*
   * ends a RUN, READ or MEASURE that waits or is in progress: it is answered with ABORTED first,
   * then this. A RUN that is cancelled in progress discharges the cells
   */
  SPU_OPCODE_CANCEL = 0x0032
};

/* Addresses of registers, in bytes. */
enum {
  /* strength of Bcᵀ Sc Bc per squared coupling code and block code */
  SPU_REGISTER_COUPLING_GAIN = 0x0000,
  /* drive per code; in V/code */
  SPU_REGISTER_DRIVE_GAIN = 0x0008,
  /* leak of every cell, in 1/τ */
  SPU_REGISTER_LEAK = 0x0010,
  /* start voltage per code; in V/code */
  SPU_REGISTER_START_GAIN = 0x0018,
  /* 1: S = I and no BLOCKS are written; 0: BLOCKS are used */
  SPU_REGISTER_IDENTITY_BLOCKS = 0x0020,
  /* cell voltage of one ADC code; in V/code */
  SPU_REGISTER_READOUT_GAIN = 0x0028,
  /*
   * variance that a cell of unit leak has at equilibrium; a chip without noise control has one
   * value on its grid; in V²
   */
  SPU_REGISTER_NOISE = 0x0030,
  /* seed of every random effect that is not static */
  SPU_REGISTER_SIMULATION_SEED = 0x0100,
  /* names the draws of the next run */
  SPU_REGISTER_SIMULATION_RUN_INDEX = 0x0108,
  /* threads of the emulator's arithmetic */
  SPU_REGISTER_SIMULATION_THREADS = 0x0110
};

/* X(name, address, type: u32 u64 f64, access: rw ro, reset value, banked, simulation only) */
#define SPU_REGISTERS(X) \
  X(coupling_gain, 0x0000u, f64, rw, 1.0, 1, 0) \
  X(drive_gain, 0x0008u, f64, rw, 1.0, 1, 0) \
  X(leak, 0x0010u, f64, rw, 1.0, 1, 0) \
  X(start_gain, 0x0018u, f64, rw, 1.0, 1, 0) \
  X(identity_blocks, 0x0020u, u32, rw, 1u, 1, 0) \
  X(readout_gain, 0x0028u, f64, rw, 1.0, 0, 0) \
  X(noise, 0x0030u, f64, rw, 0.0, 0, 0) \
  X(simulation_seed, 0x0100u, u64, rw, 0u, 0, 1) \
  X(simulation_run_index, 0x0108u, u64, rw, 0u, 0, 1) \
  X(simulation_threads, 0x0110u, u32, rw, 2u, 0, 1)

/* what every frame begins with */
typedef struct spu_frame_header {
  /* 0x5053: 'S', 'P' on the wire */
  uint16_t magic;
  /* link version */
  uint8_t version;
  spu_frame_kind kind;
  /* message id; 0x8000 and above are for vendors */
  uint16_t opcode;
  /* an unknown flag in the low byte is refused, in the high byte ignored */
  uint16_t flags;
  /* per direction and connection, one more for each frame, modulo 2^32 */
  uint32_t sequence;
  /* epoch chosen by the device at HELLO; 0 before */
  uint16_t session;
  /*
   * numbers the commands of a session, see §4; an ANSWER, DATA or CREDIT frame carries that of its
   * command
   */
  uint16_t request;
  /* payload bytes without padding and CRC */
  uint32_t length;
  /* CRC-32C of bytes 0 to 19 */
  uint32_t header_crc;
} spu_frame_header;
#define SPU_FRAME_HEADER_BYTES 24u
SPU_ASSERT_SIZE(spu_frame_header, 24);
SPU_ASSERT_OFFSET(spu_frame_header, magic, 0);
SPU_ASSERT_OFFSET(spu_frame_header, version, 2);
SPU_ASSERT_OFFSET(spu_frame_header, kind, 3);
SPU_ASSERT_OFFSET(spu_frame_header, opcode, 4);
SPU_ASSERT_OFFSET(spu_frame_header, flags, 6);
SPU_ASSERT_OFFSET(spu_frame_header, sequence, 8);
SPU_ASSERT_OFFSET(spu_frame_header, session, 12);
SPU_ASSERT_OFFSET(spu_frame_header, request, 14);
SPU_ASSERT_OFFSET(spu_frame_header, length, 16);
SPU_ASSERT_OFFSET(spu_frame_header, header_crc, 20);

typedef struct spu_code_format {
  spu_code_kind kind;
  /* with the sign; 32 for FLOAT32. The largest code is 2^(bits−1) − 1, the smallest its negative */
  uint8_t resolution_bits;
  uint16_t reserved;
} spu_code_format;
#define SPU_CODE_FORMAT_BYTES 4u
SPU_ASSERT_SIZE(spu_code_format, 4);
SPU_ASSERT_OFFSET(spu_code_format, kind, 0);
SPU_ASSERT_OFFSET(spu_code_format, resolution_bits, 1);
SPU_ASSERT_OFFSET(spu_code_format, reserved, 2);

typedef struct spu_grid {
  spu_grid_kind kind;
  /* FLOATING only */
  uint8_t mantissa_bits;
  uint16_t reserved;
  uint32_t reserved2;
  double minimum;
  double maximum;
  /* LINEAR only */
  double step;
} spu_grid;
#define SPU_GRID_BYTES 32u
SPU_ASSERT_SIZE(spu_grid, 32);
SPU_ASSERT_OFFSET(spu_grid, kind, 0);
SPU_ASSERT_OFFSET(spu_grid, mantissa_bits, 1);
SPU_ASSERT_OFFSET(spu_grid, reserved, 2);
SPU_ASSERT_OFFSET(spu_grid, reserved2, 4);
SPU_ASSERT_OFFSET(spu_grid, minimum, 8);
SPU_ASSERT_OFFSET(spu_grid, maximum, 16);
SPU_ASSERT_OFFSET(spu_grid, step, 24);

typedef struct spu_register_value {
  uint32_t address;
  uint32_t reserved;
  /* the value as the register table types it (f64: its IEEE bits) */
  uint64_t bits;
} spu_register_value;
#define SPU_REGISTER_VALUE_BYTES 16u
SPU_ASSERT_SIZE(spu_register_value, 16);
SPU_ASSERT_OFFSET(spu_register_value, address, 0);
SPU_ASSERT_OFFSET(spu_register_value, reserved, 4);
SPU_ASSERT_OFFSET(spu_register_value, bits, 8);

typedef struct spu_stage_interval {
  /* In ps */
  uint64_t start_ps;
  /* In ps */
  uint64_t end_ps;
} spu_stage_interval;
#define SPU_STAGE_INTERVAL_BYTES 16u
SPU_ASSERT_SIZE(spu_stage_interval, 16);
SPU_ASSERT_OFFSET(spu_stage_interval, start_ps, 0);
SPU_ASSERT_OFFSET(spu_stage_interval, end_ps, 8);

/* times, counts and energies of one job, as the device knows them */
typedef struct spu_run_report {
  /* by Stage; startPs = endPs where a stage did not happen */
  spu_stage_interval stages[7];
  /* by Stage; what the chip takes while it waits is in LINK_DOWN. In J */
  double energy_j[7];
  uint64_t dac_conversions;
  uint64_t adc_conversions;
  /* bits on the link to the device since the last report, framing included */
  uint64_t bits_down;
  uint64_t bits_up;
  /* conversions that saturated */
  uint32_t dac_clipped;
  /* conversions that saturated */
  uint32_t adc_clipped;
  /*
   * mean square of what the held cells lost since the last hold; of a RUN for start PREVIOUS only.
   * In V²
   */
  double droop_v2;
  /*
   * how long the cells relaxed under the problem before: the carry time, and for cells that do not
   * hold all the time since the last run. In ps
   */
  uint64_t carry_ps;
  /* samples of cells that stood at a rail when they were read */
  uint32_t railed_cells;
  uint32_t reserved;
} spu_run_report;
#define SPU_RUN_REPORT_BYTES 232u
SPU_ASSERT_SIZE(spu_run_report, 232);
SPU_ASSERT_OFFSET(spu_run_report, stages, 0);
SPU_ASSERT_OFFSET(spu_run_report, energy_j, 112);
SPU_ASSERT_OFFSET(spu_run_report, dac_conversions, 168);
SPU_ASSERT_OFFSET(spu_run_report, adc_conversions, 176);
SPU_ASSERT_OFFSET(spu_run_report, bits_down, 184);
SPU_ASSERT_OFFSET(spu_run_report, bits_up, 192);
SPU_ASSERT_OFFSET(spu_run_report, dac_clipped, 200);
SPU_ASSERT_OFFSET(spu_run_report, adc_clipped, 204);
SPU_ASSERT_OFFSET(spu_run_report, droop_v2, 208);
SPU_ASSERT_OFFSET(spu_run_report, carry_ps, 216);
SPU_ASSERT_OFFSET(spu_run_report, railed_cells, 224);
SPU_ASSERT_OFFSET(spu_run_report, reserved, 228);

/* HELLO command: opens a session; the only command with session 0 */
typedef struct spu_hello_command {
  uint16_t version_minimum;
  uint16_t version_maximum;
  uint32_t host_nonce;
  /* hash of this table */
  uint64_t schema_hash;
} spu_hello_command;
#define SPU_HELLO_COMMAND_BYTES 16u
SPU_ASSERT_SIZE(spu_hello_command, 16);
SPU_ASSERT_OFFSET(spu_hello_command, version_minimum, 0);
SPU_ASSERT_OFFSET(spu_hello_command, version_maximum, 2);
SPU_ASSERT_OFFSET(spu_hello_command, host_nonce, 4);
SPU_ASSERT_OFFSET(spu_hello_command, schema_hash, 8);

/* HELLO answer: opens a session; the only command with session 0 */
typedef struct spu_hello_answer {
  uint16_t version;
  uint16_t session;
  spu_reset_cause reset_cause;
  uint8_t reserved;
  uint16_t reserved2;
  uint32_t boot_count;
  /*
   * absolute, modulo 2^32: the position in the stream of codes of the session up to which the host
   * may send
   */
  uint32_t credit_limit_bytes;
  uint64_t schema_hash;
} spu_hello_answer;
#define SPU_HELLO_ANSWER_BYTES 24u
SPU_ASSERT_SIZE(spu_hello_answer, 24);
SPU_ASSERT_OFFSET(spu_hello_answer, version, 0);
SPU_ASSERT_OFFSET(spu_hello_answer, session, 2);
SPU_ASSERT_OFFSET(spu_hello_answer, reset_cause, 4);
SPU_ASSERT_OFFSET(spu_hello_answer, reserved, 5);
SPU_ASSERT_OFFSET(spu_hello_answer, reserved2, 6);
SPU_ASSERT_OFFSET(spu_hello_answer, boot_count, 8);
SPU_ASSERT_OFFSET(spu_hello_answer, credit_limit_bytes, 12);
SPU_ASSERT_OFFSET(spu_hello_answer, schema_hash, 16);

/* CAPABILITIES command: what the chip is */
#define SPU_CAPABILITIES_COMMAND_BYTES 0u

/* CAPABILITIES answer: what the chip is */
typedef struct spu_capabilities_answer {
  char vendor[16];
  char chip[32];
  uint16_t firmware_major;
  uint16_t firmware_minor;
  /* N at most */
  uint32_t cells;
  /* r at most */
  uint32_t rows;
  /* largest block of S; 0: S = I only */
  uint32_t block_size;
  /* reads of one RUN, READ or MEASURE */
  uint32_t maximum_reads;
  uint32_t maximum_payload_bytes;
  /* 1 or 2 */
  uint8_t banks;
  /*
   * 1: the cells keep their charge between a run and the next latch; 0: they go on relaxing under
   * the latched problem
   */
  uint8_t holds;
  /* bit n set for StartState n */
  uint8_t start_states;
  /* jobs (RUN, READ, MEASURE) that may wait behind the one in progress */
  uint8_t run_queue_depth;
  /* bit 0: SIM_TIME; bit 1: the simulation registers */
  uint32_t simulation_features;
  /* bit 0: carry times; bit 1: live reads; bit 2: repeats */
  uint32_t run_features;
  /*
   * bytes of codes that one job may return: repeats × reads × cells of a RUN, reads × cells of a
   * READ, codes × reads of a MEASURE
   */
  uint32_t readout_buffer_bytes;
  spu_code_format coupling_format;
  spu_code_format block_format;
  spu_code_format drive_format;
  spu_code_format start_format;
  spu_code_format readout_format;
  /* bit n set for TestInput n: what a MEASURE may convert */
  uint32_t test_points;
  /* DACs that convert at the same time; cell i is served by DAC i modulo this */
  uint32_t dac_converters;
  /* ADCs that convert at the same time; cell i is served by ADC i modulo this */
  uint32_t adc_converters;
  spu_grid coupling_gain;
  spu_grid drive_gain;
  spu_grid leak;
  spu_grid start_gain;
  spu_grid readout_gain;
  spu_grid noise;
  /* τ. In s */
  double time_constant_s;
  /* one tick of RUN.runTicks. In s */
  double run_timer_step_s;
  uint64_t run_timer_maximum_ticks;
  /* between the samples of the first and the last cell. In s */
  double readout_skew_s;
  /* relative loss of a held cell. In 1/s */
  double hold_droop_per_s;
  /* of TestInput REFERENCE; of no meaning where testPoints has none. In V */
  double reference_v;
} spu_capabilities_answer;
#define SPU_CAPABILITIES_ANSWER_BYTES 360u
SPU_ASSERT_SIZE(spu_capabilities_answer, 360);
SPU_ASSERT_OFFSET(spu_capabilities_answer, vendor, 0);
SPU_ASSERT_OFFSET(spu_capabilities_answer, chip, 16);
SPU_ASSERT_OFFSET(spu_capabilities_answer, firmware_major, 48);
SPU_ASSERT_OFFSET(spu_capabilities_answer, firmware_minor, 50);
SPU_ASSERT_OFFSET(spu_capabilities_answer, cells, 52);
SPU_ASSERT_OFFSET(spu_capabilities_answer, rows, 56);
SPU_ASSERT_OFFSET(spu_capabilities_answer, block_size, 60);
SPU_ASSERT_OFFSET(spu_capabilities_answer, maximum_reads, 64);
SPU_ASSERT_OFFSET(spu_capabilities_answer, maximum_payload_bytes, 68);
SPU_ASSERT_OFFSET(spu_capabilities_answer, banks, 72);
SPU_ASSERT_OFFSET(spu_capabilities_answer, holds, 73);
SPU_ASSERT_OFFSET(spu_capabilities_answer, start_states, 74);
SPU_ASSERT_OFFSET(spu_capabilities_answer, run_queue_depth, 75);
SPU_ASSERT_OFFSET(spu_capabilities_answer, simulation_features, 76);
SPU_ASSERT_OFFSET(spu_capabilities_answer, run_features, 80);
SPU_ASSERT_OFFSET(spu_capabilities_answer, readout_buffer_bytes, 84);
SPU_ASSERT_OFFSET(spu_capabilities_answer, coupling_format, 88);
SPU_ASSERT_OFFSET(spu_capabilities_answer, block_format, 92);
SPU_ASSERT_OFFSET(spu_capabilities_answer, drive_format, 96);
SPU_ASSERT_OFFSET(spu_capabilities_answer, start_format, 100);
SPU_ASSERT_OFFSET(spu_capabilities_answer, readout_format, 104);
SPU_ASSERT_OFFSET(spu_capabilities_answer, test_points, 108);
SPU_ASSERT_OFFSET(spu_capabilities_answer, dac_converters, 112);
SPU_ASSERT_OFFSET(spu_capabilities_answer, adc_converters, 116);
SPU_ASSERT_OFFSET(spu_capabilities_answer, coupling_gain, 120);
SPU_ASSERT_OFFSET(spu_capabilities_answer, drive_gain, 152);
SPU_ASSERT_OFFSET(spu_capabilities_answer, leak, 184);
SPU_ASSERT_OFFSET(spu_capabilities_answer, start_gain, 216);
SPU_ASSERT_OFFSET(spu_capabilities_answer, readout_gain, 248);
SPU_ASSERT_OFFSET(spu_capabilities_answer, noise, 280);
SPU_ASSERT_OFFSET(spu_capabilities_answer, time_constant_s, 312);
SPU_ASSERT_OFFSET(spu_capabilities_answer, run_timer_step_s, 320);
SPU_ASSERT_OFFSET(spu_capabilities_answer, run_timer_maximum_ticks, 328);
SPU_ASSERT_OFFSET(spu_capabilities_answer, readout_skew_s, 336);
SPU_ASSERT_OFFSET(spu_capabilities_answer, hold_droop_per_s, 344);
SPU_ASSERT_OFFSET(spu_capabilities_answer, reference_v, 352);

/* STATUS command: answered in every state, within 250 ms of wall time */
#define SPU_STATUS_COMMAND_BYTES 0u

/* STATUS answer: answered in every state, within 250 ms of wall time */
typedef struct spu_status_answer {
  spu_device_state state;
  /* 1: a committed bank waits */
  uint8_t armed;
  /* jobs (RUN, READ, MEASURE) that wait behind the one in progress */
  uint16_t queued_runs;
  uint32_t boot_count;
  /* runs done in this session */
  uint64_t runs;
  /* bit 0 DAC clipped, bit 1 ADC clipped, bit 2 bad CRC seen; cleared by RESET */
  uint32_t sticky_errors;
  uint32_t credit_limit_bytes;
} spu_status_answer;
#define SPU_STATUS_ANSWER_BYTES 24u
SPU_ASSERT_SIZE(spu_status_answer, 24);
SPU_ASSERT_OFFSET(spu_status_answer, state, 0);
SPU_ASSERT_OFFSET(spu_status_answer, armed, 1);
SPU_ASSERT_OFFSET(spu_status_answer, queued_runs, 2);
SPU_ASSERT_OFFSET(spu_status_answer, boot_count, 4);
SPU_ASSERT_OFFSET(spu_status_answer, runs, 8);
SPU_ASSERT_OFFSET(spu_status_answer, sticky_errors, 16);
SPU_ASSERT_OFFSET(spu_status_answer, credit_limit_bytes, 20);

/*
 * RESET command: works from any state: clears banks, cells and registers; the session ends, a HELLO
 * must follow
 */
#define SPU_RESET_COMMAND_BYTES 0u

/*
 * RESET answer: works from any state: clears banks, cells and registers; the session ends, a HELLO
 * must follow
 */
#define SPU_RESET_ANSWER_BYTES 0u

/* CLOSE command: ends the session in order */
#define SPU_CLOSE_COMMAND_BYTES 0u

/* CLOSE answer: ends the session in order */
#define SPU_CLOSE_ANSWER_BYTES 0u

/*
 * WRITE_REGISTERS command: all or none; a value off its grid is refused. followed by registers,
 * spu_register_value records up to the end of the payload
 */
#define SPU_WRITE_REGISTERS_COMMAND_BYTES 0u

/* WRITE_REGISTERS answer: all or none; a value off its grid is refused */
#define SPU_WRITE_REGISTERS_ANSWER_BYTES 0u

/* READ_REGISTER command: reads one register: what was last written, or its reset value */
typedef struct spu_read_register_command {
  uint32_t address;
  uint32_t reserved;
} spu_read_register_command;
#define SPU_READ_REGISTER_COMMAND_BYTES 8u
SPU_ASSERT_SIZE(spu_read_register_command, 8);
SPU_ASSERT_OFFSET(spu_read_register_command, address, 0);
SPU_ASSERT_OFFSET(spu_read_register_command, reserved, 4);

/* READ_REGISTER answer: reads one register: what was last written, or its reset value */
typedef struct spu_read_register_answer {
  uint64_t bits;
} spu_read_register_answer;
#define SPU_READ_REGISTER_ANSWER_BYTES 8u
SPU_ASSERT_SIZE(spu_read_register_answer, 8);
SPU_ASSERT_OFFSET(spu_read_register_answer, bits, 0);

/*
 * WRITE command: announces one array for the idle bank; DATA frames with the same request follow;
 * the answer comes when all of it has arrived. One at a time: a new WRITE ends an unfinished one
 * (INCOMPLETE)
 */
typedef struct spu_write_command {
  spu_array_id array;
  spu_code_kind code_kind;
  uint16_t reserved;
  /* COUPLINGS: r; BLOCKS: number of blocks; else 1 */
  uint32_t rows;
  /* COUPLINGS: N; BLOCKS: block²; else N */
  uint32_t columns;
  uint32_t total_bytes;
  /*
   * of the first byte in the stream of codes of the session: the sum, modulo 2^32, of totalBytes of
   * the WRITEs sent before
   */
  uint32_t position;
  uint32_t reserved2;
} spu_write_command;
#define SPU_WRITE_COMMAND_BYTES 24u
SPU_ASSERT_SIZE(spu_write_command, 24);
SPU_ASSERT_OFFSET(spu_write_command, array, 0);
SPU_ASSERT_OFFSET(spu_write_command, code_kind, 1);
SPU_ASSERT_OFFSET(spu_write_command, reserved, 2);
SPU_ASSERT_OFFSET(spu_write_command, rows, 4);
SPU_ASSERT_OFFSET(spu_write_command, columns, 8);
SPU_ASSERT_OFFSET(spu_write_command, total_bytes, 12);
SPU_ASSERT_OFFSET(spu_write_command, position, 16);
SPU_ASSERT_OFFSET(spu_write_command, reserved2, 20);

/*
 * WRITE answer: announces one array for the idle bank; DATA frames with the same request follow;
 * the answer comes when all of it has arrived. One at a time: a new WRITE ends an unfinished one
 * (INCOMPLETE)
 */
typedef struct spu_write_answer {
  /* of all bytes as they arrived */
  uint32_t crc32c;
  uint32_t reserved;
} spu_write_answer;
#define SPU_WRITE_ANSWER_BYTES 8u
SPU_ASSERT_SIZE(spu_write_answer, 8);
SPU_ASSERT_OFFSET(spu_write_answer, crc32c, 0);
SPU_ASSERT_OFFSET(spu_write_answer, reserved, 4);

/*
 * DATA payload: DATA frame: codes from `offset` on. A lower offset is dropped as a duplicate, a
 * higher one refused. followed by codes, bytes up to the end of the payload
 */
typedef struct spu_data_payload {
  /* bytes */
  uint32_t offset;
  spu_array_id array;
  uint8_t reserved;
  uint16_t reserved2;
} spu_data_payload;
#define SPU_DATA_PAYLOAD_BYTES 8u
SPU_ASSERT_SIZE(spu_data_payload, 8);
SPU_ASSERT_OFFSET(spu_data_payload, offset, 0);
SPU_ASSERT_OFFSET(spu_data_payload, array, 4);
SPU_ASSERT_OFFSET(spu_data_payload, reserved, 5);
SPU_ASSERT_OFFSET(spu_data_payload, reserved2, 6);

/* CREDIT payload: CREDIT frame; a lost one is healed by the next */
typedef struct spu_credit_payload {
  uint32_t credit_limit_bytes;
  uint32_t reserved;
} spu_credit_payload;
#define SPU_CREDIT_PAYLOAD_BYTES 8u
SPU_ASSERT_SIZE(spu_credit_payload, 8);
SPU_ASSERT_OFFSET(spu_credit_payload, credit_limit_bytes, 0);
SPU_ASSERT_OFFSET(spu_credit_payload, reserved, 4);

/* COMMIT command: checks every array named and arms the bank; nothing latches before RUN */
typedef struct spu_commit_command {
  /* bit n set for ArrayId n: which arrays belong to the problem. COUPLINGS and DRIVE always do */
  uint32_t arrays;
  uint32_t rows;
  uint32_t cells;
  /* by ArrayId; 0 where the array is not named */
  uint32_t crc32c[4];
  uint32_t reserved;
} spu_commit_command;
#define SPU_COMMIT_COMMAND_BYTES 32u
SPU_ASSERT_SIZE(spu_commit_command, 32);
SPU_ASSERT_OFFSET(spu_commit_command, arrays, 0);
SPU_ASSERT_OFFSET(spu_commit_command, rows, 4);
SPU_ASSERT_OFFSET(spu_commit_command, cells, 8);
SPU_ASSERT_OFFSET(spu_commit_command, crc32c, 12);
SPU_ASSERT_OFFSET(spu_commit_command, reserved, 28);

/* COMMIT answer: checks every array named and arms the bank; nothing latches before RUN */
#define SPU_COMMIT_ANSWER_BYTES 0u

/*
 * RUN command: carries on, latches, sets the start state, relaxes for the run time, reads, and so
 * on for each repeat; DATA frames with the codes come before the answer. One that comes while
 * another is in progress waits its turn
 */
typedef struct spu_run_command {
  /* set anew for every repeat */
  spu_start_state start;
  spu_latch latch;
  spu_observation observation;
  uint8_t reserved;
  /* of every cell in each repeat */
  uint16_t reads;
  uint16_t reserved2;
  /* trajectories: 1 or more */
  uint32_t repeats;
  uint32_t reserved3;
  /*
   * in steps of the run timer: how long the cells relax under the latched problem before the armed
   * one latches; once, before the first repeat
   */
  uint64_t carry_ticks;
  /*
   * in steps of the run timer, from the latch or from the start state to the first read; without
   * carryTicks
   */
  uint64_t run_ticks;
  /* LIVE: between two reads; HELD: 0 */
  uint64_t spacing_ticks;
} spu_run_command;
#define SPU_RUN_COMMAND_BYTES 40u
SPU_ASSERT_SIZE(spu_run_command, 40);
SPU_ASSERT_OFFSET(spu_run_command, start, 0);
SPU_ASSERT_OFFSET(spu_run_command, latch, 1);
SPU_ASSERT_OFFSET(spu_run_command, observation, 2);
SPU_ASSERT_OFFSET(spu_run_command, reserved, 3);
SPU_ASSERT_OFFSET(spu_run_command, reads, 4);
SPU_ASSERT_OFFSET(spu_run_command, reserved2, 6);
SPU_ASSERT_OFFSET(spu_run_command, repeats, 8);
SPU_ASSERT_OFFSET(spu_run_command, reserved3, 12);
SPU_ASSERT_OFFSET(spu_run_command, carry_ticks, 16);
SPU_ASSERT_OFFSET(spu_run_command, run_ticks, 24);
SPU_ASSERT_OFFSET(spu_run_command, spacing_ticks, 32);

/*
 * RUN answer: carries on, latches, sets the start state, relaxes for the run time, reads, and so on
 * for each repeat; DATA frames with the codes come before the answer. One that comes while another
 * is in progress waits its turn
 */
typedef struct spu_run_answer {
  spu_run_report report;
} spu_run_answer;
#define SPU_RUN_ANSWER_BYTES 232u
SPU_ASSERT_SIZE(spu_run_answer, 232);
SPU_ASSERT_OFFSET(spu_run_answer, report, 0);

/* READ command: reads the held cells again, at the present readout gain */
typedef struct spu_read_command {
  uint16_t reads;
  uint16_t reserved;
  /* which reading of this run: names the draws of a simulation */
  uint32_t read_index;
} spu_read_command;
#define SPU_READ_COMMAND_BYTES 8u
SPU_ASSERT_SIZE(spu_read_command, 8);
SPU_ASSERT_OFFSET(spu_read_command, reads, 0);
SPU_ASSERT_OFFSET(spu_read_command, reserved, 2);
SPU_ASSERT_OFFSET(spu_read_command, read_index, 4);

/* READ answer: reads the held cells again, at the present readout gain */
typedef struct spu_read_answer {
  spu_run_report report;
} spu_read_answer;
#define SPU_READ_ANSWER_BYTES 232u
SPU_ASSERT_SIZE(spu_read_answer, 232);
SPU_ASSERT_OFFSET(spu_read_answer, report, 0);

/*
 * MEASURE command: converts a test input; the cells keep what they hold and no bank is touched. For
 * each code in turn the DAC is set, delayTicks pass, and the ADC converts `reads` times; before the
 * first code the DAC stands settled at code 0. DATA frames with the codes come before the answer,
 * the reads of one code side by side. Waits its turn behind runs, as READ does. followed by codes,
 * bytes up to the end of the payload
 */
typedef struct spu_measure_command {
  spu_test_input input;
  /* LOOPBACK: of the codes, as driveFormat tells; else not looked at */
  spu_code_kind code_kind;
  /* of each code: 1 to maximumReads */
  uint16_t reads;
  /*
   * LOOPBACK: how many codes follow, 1 or more; else 0 and none, and the input is converted `reads`
   * times
   */
  uint32_t count;
  /* LOOPBACK: which DAC; else 0 */
  uint32_t dac_converter;
  /* which ADC */
  uint32_t adc_converter;
  /*
   * LOOPBACK: in steps of the run timer, from the update of the DAC to the sample of the ADC; else
   * 0
   */
  uint64_t delay_ticks;
  /* names the draws of a simulation */
  uint32_t measure_index;
  uint32_t reserved;
} spu_measure_command;
#define SPU_MEASURE_COMMAND_BYTES 32u
SPU_ASSERT_SIZE(spu_measure_command, 32);
SPU_ASSERT_OFFSET(spu_measure_command, input, 0);
SPU_ASSERT_OFFSET(spu_measure_command, code_kind, 1);
SPU_ASSERT_OFFSET(spu_measure_command, reads, 2);
SPU_ASSERT_OFFSET(spu_measure_command, count, 4);
SPU_ASSERT_OFFSET(spu_measure_command, dac_converter, 8);
SPU_ASSERT_OFFSET(spu_measure_command, adc_converter, 12);
SPU_ASSERT_OFFSET(spu_measure_command, delay_ticks, 16);
SPU_ASSERT_OFFSET(spu_measure_command, measure_index, 24);
SPU_ASSERT_OFFSET(spu_measure_command, reserved, 28);

/*
 * MEASURE answer: converts a test input; the cells keep what they hold and no bank is touched. For
 * each code in turn the DAC is set, delayTicks pass, and the ADC converts `reads` times; before the
 * first code the DAC stands settled at code 0. DATA frames with the codes come before the answer,
 * the reads of one code side by side. Waits its turn behind runs, as READ does
 */
typedef struct spu_measure_answer {
  spu_run_report report;
} spu_measure_answer;
#define SPU_MEASURE_ANSWER_BYTES 232u
SPU_ASSERT_SIZE(spu_measure_answer, 232);
SPU_ASSERT_OFFSET(spu_measure_answer, report, 0);

/*
 * CANCEL command: ends a RUN, READ or MEASURE that waits or is in progress: it is answered with
 * ABORTED first, then this. A RUN that is cancelled in progress discharges the cells
 */
typedef struct spu_cancel_command {
  /* request of the command */
  uint16_t target;
  uint16_t reserved;
  uint32_t reserved2;
} spu_cancel_command;
#define SPU_CANCEL_COMMAND_BYTES 8u
SPU_ASSERT_SIZE(spu_cancel_command, 8);
SPU_ASSERT_OFFSET(spu_cancel_command, target, 0);
SPU_ASSERT_OFFSET(spu_cancel_command, reserved, 2);
SPU_ASSERT_OFFSET(spu_cancel_command, reserved2, 4);

/*
 * CANCEL answer: ends a RUN, READ or MEASURE that waits or is in progress: it is answered with
 * ABORTED first, then this. A RUN that is cancelled in progress discharges the cells
 */
typedef struct spu_cancel_answer {
  /* 1: it was ended by this; 0: there was no such job any more */
  uint8_t cancelled;
  uint8_t reserved;
  uint16_t reserved2;
  uint32_t reserved3;
} spu_cancel_answer;
#define SPU_CANCEL_ANSWER_BYTES 8u
SPU_ASSERT_SIZE(spu_cancel_answer, 8);
SPU_ASSERT_OFFSET(spu_cancel_answer, cancelled, 0);
SPU_ASSERT_OFFSET(spu_cancel_answer, reserved, 1);
SPU_ASSERT_OFFSET(spu_cancel_answer, reserved2, 2);
SPU_ASSERT_OFFSET(spu_cancel_answer, reserved3, 4);

/* payload of a terminal answer with the ERROR flag */
typedef struct spu_error_record {
  spu_error_code code;
  uint16_t field;
  uint32_t reserved;
  double got;
  double limit;
} spu_error_record;
#define SPU_ERROR_RECORD_BYTES 24u
SPU_ASSERT_SIZE(spu_error_record, 24);
SPU_ASSERT_OFFSET(spu_error_record, code, 0);
SPU_ASSERT_OFFSET(spu_error_record, field, 2);
SPU_ASSERT_OFFSET(spu_error_record, reserved, 4);
SPU_ASSERT_OFFSET(spu_error_record, got, 8);
SPU_ASSERT_OFFSET(spu_error_record, limit, 16);

#undef SPU_ASSERT
#undef SPU_ASSERT_SIZE
#undef SPU_ASSERT_OFFSET

#endif
