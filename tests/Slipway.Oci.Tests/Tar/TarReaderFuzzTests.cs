using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests.Tar;

/// <summary>Seeded mutations of archives that use every feature: a mutant reads, or is refused by <see cref="TarException"/>.</summary>
public sealed class TarReaderFuzzTests
{
    private const int Mutants = 20_000;
    private const long MaxAllocatedBytesPerMutant = 40_000_000;

    [Fact]
    public void Mutants_NeverDoMoreThanBeRefused()
    {
        byte[][] seeds = [Everything(), OldSparse(), PaxSparse()];
        var random = new Random(20260101);
        for (int i = 0; i < Mutants; i++)
        {
            byte[] mutant = Mutate(seeds[i % seeds.Length], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Drain(mutant);
            }
            catch (TarException)
            {
                // Refused, as it should be.
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaxAllocatedBytesPerMutant, $"mutant {i} made the reader allocate {allocated} bytes");
        }
    }

    private static void Drain(byte[] archive)
    {
        var reader = new TarReader(new MemoryStream(archive));
        while (reader.TryReadEntry(out TarEntry? entry))
        {
            long end = 0;
            while (reader.TryReadSegment(out long offset, out ReadOnlySpan<byte> data))
            {
                Assert.True(offset >= end && !data.IsEmpty && offset + data.Length <= Math.Max(entry.SizeBytes, archive.Length), "a segment is out of order or out of the file");
                end = offset + data.Length;
            }
        }

        Assert.Equal(archive.Length, reader.Offset);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        byte[] mutant = (byte[])seed.Clone();
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            int at = random.Next(mutant.Length);
            mutant[at] = random.Next(4) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)('0' + random.Next(10)),
                2 => (byte)(mutant[at] ^ (1 << random.Next(8))),
                _ => mutant[random.Next(mutant.Length)],
            };
        }

        // Most mutants get honest checksums, or nothing behind the checksum would ever be tried.
        if (random.Next(8) != 0) Reseal(mutant);
        return random.Next(16) == 0 ? mutant[..random.Next(mutant.Length)] : mutant;
    }

    private static void Reseal(byte[] archive)
    {
        for (int at = 0; at + 512 <= archive.Length; at += 512)
        {
            Span<byte> block = archive.AsSpan(at, 512);
            if (!block.Slice(257, 5).SequenceEqual("ustar"u8)) continue;
            block.Slice(148, 8).Fill((byte)' ');
            int sum = 0;
            foreach (byte b in block) sum += b;
            RawTar.Put(archive, at + 148, Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ");
        }
    }

    private static byte[] Everything() => new RawTar()
        .Entry("g", 'g', "11 path=xx\n").Entry("dir/", '5').Entry("f", content: new string('c', 700))
        .Pax(("path", "p"), ("size", "3"), ("mtime", "1.25"), ("uid", "7"), ("SCHILY.xattr.user.a", "v"), ("LIBARCHIVE.xattr.user.b", "AAAA"))
        .Entry("x", content: "abc").Entry("L", 'L', new string('n', 300) + "\0").Entry("K", 'K', "target\0").Entry("s", '2', link: "t")
        .Entry("h", '1', link: "f").Entry("n", '3').Entry("p", '6').End().ToArray();

    private static byte[] OldSparse() => new RawTar().Entry("s", 'S', "aabb", edit: h =>
    {
        RawTar.Put(h, 257, "ustar  \0");
        RawTar.Put(h, 386, "00000000000\000000000002\000000002000\000000000002\0");
        RawTar.Put(h, 483, "00000010000\0");
    }).Entry("f", content: "x").End().ToArray();

    private static byte[] PaxSparse() => new RawTar()
        .Pax(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "real"), ("GNU.sparse.realsize", "4096"))
        .Entry("m", content: "2\n0\n2\n1024\n2\n".PadRight(512, '\0') + "aabb")
        .Pax(("GNU.sparse.size", "4096"), ("GNU.sparse.numblocks", "2"), ("GNU.sparse.map", "0,2,1024,2"))
        .Entry("o", content: "aabb")
        .Pax(("GNU.sparse.size", "4096"), ("GNU.sparse.numblocks", "1"), ("GNU.sparse.offset", "7"), ("GNU.sparse.numbytes", "4"))
        .Entry("z", content: "aabb").End().ToArray();
}
