#!/usr/bin/env python3
"""Solves a small linear system on an SPU over SPU-Link (../PROTOCOL.md). Python 3, standard library only.

    python3 client.py unix:/tmp/spu.sock
    python3 client.py tcp://127.0.0.1:9000

It asks the device what it is, programs A x = g with A = leak + gain B'B at gains that this device has, lets the cells
relax to their equilibrium, and prints what they hold beside the exact solution. Sockets lose nothing, so it repeats
nothing: over a serial line a client needs the rules of section 9 too.
"""
import math, pathlib, re, socket, struct, sys

B = [[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]  # 3 rows x 4 cells
G = [3, 0, 0, -3]  # with leak = gain = 1 the solution is 2 -1 1 -2
RUN_TIME = 20  # time constants of the leak: no mode is slower
READS = 8  # of every cell, averaged

# Numbers of the message table, as the C header names them: SPU["OPCODE_RUN"] is 0x0030.
HEADER_FILE = pathlib.Path(__file__).parent.parent / "spu_link.h"
NUMBERS = re.findall(r"SPU_(\w+) (?:= )?(?:UINT64_C\()?(0x\w+?|\d+)[u,)]*\n", HEADER_FILE.read_text(encoding="utf-8"))
SPU = {name: int(number, 0) for name, number in NUMBERS}

HEADER = struct.Struct("<HBBHHIHHII")
CAPABILITIES = struct.Struct("<16s32s2H5I4B3I" + 5 * "2BH" + "3I" + 6 * "2BHI3d" + "2dQ3d")
SIZES = ("firmwareMajor firmwareMinor cells rows blockSize maximumReads maximumPayloadBytes banks holds startStates "
         "runQueueDepth simulationFeatures runFeatures readoutBufferBytes").split()
FORMATS = "couplingFormat blockFormat driveFormat startFormat readoutFormat".split()
TEST_POINTS = "testPoints dacConverters adcConverters".split()
GRIDS = "couplingGain driveGain leak startGain readoutGain noise".split()
TIMES = "timeConstantS runTimerStepS runTimerMaximumTicks readoutSkewS holdDroopPerS referenceV".split()
CODES = "bhf"  # struct's letters for CodeKind INT8, INT16, FLOAT32


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class Device:
    """A session: one command at a time, each with its one answer."""

    def __init__(self, url):
        if url.startswith("unix:"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(3)
            self.socket.connect(url[len("unix:"):])
        else:
            host, port = re.fullmatch(r"tcp://\[?(.+?)\]?:(\d+)", url).groups()
            self.socket = socket.create_connection((host, int(port)), timeout=3)
        self.stream = self.socket.makefile("rb")
        self.sequence = self.session = self.request = self.position = 0
        hello = struct.pack("<HHIQ", SPU["VERSION"], SPU["VERSION"], 1, SPU["SCHEMA_HASH"])
        self.session = struct.unpack_from("<HH", self.command("HELLO", hello))[1]

    def send(self, kind, opcode, payload, flags=0):
        head = HEADER.pack(SPU["FRAME_MAGIC"], SPU["VERSION"], SPU["FRAME_KIND_" + kind], SPU["OPCODE_" + opcode], flags,
                           self.sequence, self.session, self.request, len(payload), 0)[:-4]
        frame = head + struct.pack("<I", crc32c(head))
        if payload:
            padded = payload + bytes(-len(payload) % 4)
            frame += padded + struct.pack("<I", crc32c(padded))
        self.sequence += 1
        self.socket.sendall(frame)

    def receive(self):
        head = self.stream.read(HEADER.size)
        if len(head) < HEADER.size:
            sys.exit("client: the device closed the connection")
        magic, _, kind, _, flags, _, _, request, length, crc = HEADER.unpack(head)
        if magic != SPU["FRAME_MAGIC"] or crc != crc32c(head[:-4]):
            sys.exit("client: what came is no frame")
        padded = self.stream.read(length + -length % 4)
        if length and self.stream.read(4) != struct.pack("<I", crc32c(padded)):
            sys.exit("client: a damaged payload came")
        return kind, flags, request, padded[:length]

    def command(self, name, payload=b"", array=0, codes=b""):
        """Codes that came and then the answer's payload. `codes` go out as one DATA frame: more would mind the credit."""
        self.request += 1
        self.send("COMMAND", name, payload)
        if codes:
            piece = struct.pack("<IB3x", 0, array) + codes
            self.send("DATA", "DATA", piece, SPU["FLAG_FIRST"] | SPU["FLAG_LAST"])
        back = b""
        while True:
            kind, flags, request, body = self.receive()
            if kind == SPU["FRAME_KIND_DATA"]:
                back += body[8:]
            elif kind == SPU["FRAME_KIND_ANSWER"] and request == self.request:
                if flags & SPU["FLAG_ERROR"]:
                    code, field, got, limit = struct.unpack("<HH4xdd", body)
                    error = next(key for key in SPU if key.startswith("ERROR_CODE_") and SPU[key] == code)
                    sys.exit(f"client: {name} was refused: {error[11:]}, field {field}, got {got:g}, limit {limit:g}")
                return back + body

    def capabilities(self):
        v = CAPABILITIES.unpack(self.command("CAPABILITIES"))
        chip = {"vendor": v[0].rstrip(b"\0").decode(), "chip": v[1].rstrip(b"\0").decode(), **dict(zip(SIZES, v[2:]))}
        chip.update({name: v[16 + 3 * i:18 + 3 * i] for i, name in enumerate(FORMATS)})  # kind, bits
        chip.update(dict(zip(TEST_POINTS, v[31:])))
        chip.update({name: v[34 + 7 * i:41 + 7 * i] for i, name in enumerate(GRIDS)})
        return {**chip, **dict(zip(TIMES, v[76:]))}

    def write(self, array, code_format, rows, columns, codes):
        """Writes one array and returns its CRC-32C."""
        data = struct.pack(f"<{len(codes)}{CODES[code_format[0]]}", *codes)
        order = struct.pack("<BBHIIIII", array, code_format[0], 0, rows, columns, len(data), self.position, 0)
        self.position += len(data)
        return struct.unpack_from("<I", self.command("WRITE", order, array, data))[0]


def on_grid(grid, value, rounded):
    """The value of a grid that math.floor or math.ceil gives, within the grid's ends."""
    kind, mantissa_bits, _, _, low, high, step = grid
    if kind == SPU["GRID_KIND_FLOATING"]:
        step = 2.0 ** (math.frexp(value)[1] - 1 - mantissa_bits)
    if kind in (SPU["GRID_KIND_LINEAR"], SPU["GRID_KIND_FLOATING"]):
        value = rounded(value / step) * step
    return min(max(value, low), high)


def solve(device, chip):
    """Programs and runs the system: the gains it has on this chip, and the solution that the cells hold."""
    cells, rows = len(G), len(B)
    codes = {name: 1 if CODES[kind] == "f" else 2 ** (bits - 1) - 1 for name in FORMATS for kind, bits in [chip[name]]}
    scale = codes["driveFormat"] // max(map(abs, G)) or 1  # the drive converter is used as far as it goes
    drive = [scale * g for g in G]
    leak = on_grid(chip["leak"], 1, math.ceil)
    gain = on_grid(chip["couplingGain"], 1, math.floor)
    farthest = math.hypot(*drive) / leak  # no cell goes beyond drive_gain times this
    volts = min(1, chip["readoutGain"][5] * codes["readoutFormat"])  # one volt is enough
    drive_gain = on_grid(chip["driveGain"], volts / farthest, math.floor)
    readout_gain = on_grid(chip["readoutGain"], drive_gain * farthest / codes["readoutFormat"], math.ceil)
    registers = {"LEAK": leak, "COUPLING_GAIN": gain, "DRIVE_GAIN": drive_gain, "READOUT_GAIN": readout_gain,
                 "NOISE": chip["noise"][4]}  # the least that the chip has
    entries = [struct.pack("<IId", SPU["REGISTER_" + name], 0, value) for name, value in registers.items()]
    device.command("WRITE_REGISTERS", b"".join(entries))
    b_id, g_id = SPU["ARRAY_ID_COUPLINGS"], SPU["ARRAY_ID_DRIVE"]
    crc = [device.write(b_id, chip["couplingFormat"], rows, cells, sum(B, [])), 0,
           device.write(g_id, chip["driveFormat"], 1, cells, drive), 0]
    device.command("COMMIT", struct.pack("<3I4II", 1 << b_id | 1 << g_id, rows, cells, *crc, 0))
    ticks = math.ceil(RUN_TIME / leak * chip["timeConstantS"] / chip["runTimerStepS"])
    reads = min(READS, chip["maximumReads"])
    start, latch, observation = SPU["START_STATE_ZERO"], SPU["LATCH_ARMED"], SPU["OBSERVATION_HELD"]
    back = device.command("RUN", struct.pack("<4B2H2I3Q", start, latch, observation, 0, reads, 0, 1, 0, 0, ticks, 0))
    found = struct.unpack_from(f"<{reads * cells}{CODES[chip['readoutFormat'][0]]}", back)
    return leak, gain, [readout_gain * sum(found[i::cells]) / reads / (drive_gain * scale) for i in range(cells)]


def gauss(rows, right):
    """The solution of a symmetric positive definite system."""
    rows = [row + [r] for row, r in zip(rows, right)]
    for i in range(len(rows)):
        for j in range(len(rows)):
            if j != i:
                rows[j] = [x - rows[j][i] / rows[i][i] * y for x, y in zip(rows[j], rows[i])]
    return [row[-1] / row[i] for i, row in enumerate(rows)]


def main(url):
    device = Device(url)
    chip = device.capabilities()
    for name, value in chip.items():
        print(f"{name:22} {value}")
    leak, gain, found = solve(device, chip)
    device.command("CLOSE")
    a = [[leak * (i == j) + gain * sum(row[i] * row[j] for row in B) for j in range(len(G))] for i in range(len(G))]
    print(f"\nA = {leak:g} + {gain:g} B'B\n\ncell     device      exact")
    for i, (x, exact) in enumerate(zip(found, gauss(a, G))):
        print(f"{i:4} {x:10.5f} {exact:10.5f}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not re.match(r"unix:.|tcp://.+:\d+$", sys.argv[1]):
        sys.exit("usage: client.py unix:PATH | tcp://HOST:PORT")
    try:
        main(sys.argv[1])
    except OSError as error:
        sys.exit(f"client: {sys.argv[1]}: {error}")
