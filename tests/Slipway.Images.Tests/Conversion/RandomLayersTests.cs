using Slipway.Images.Conversion;

namespace Slipway.Images.Tests.Conversion;

/// <summary>Layers nobody thought of: random ones against umoci, and mutated ones against everything.</summary>
public sealed class RandomLayersTests
{
    private const int ComparedWithUmoci = 25;
    private const int Mutants = 1500;

    [Theory]
    [InlineData(LayerFormat.Ext4)]
    [InlineData(LayerFormat.Erofs)]
    public async Task Convert_RandomLayersWithMarkersAnywhere_GivesTheTreeUmociGivesWithMarkersInFront(LayerFormat format)
    {
        Judges.Require();
        using var directory = new TemporaryDirectory();
        int compared = 0;
        for (int seed = 1; compared < ComparedWithUmoci; seed++)
        {
            (List<byte[]> inFront, List<byte[]> anywhere) = new RandomLayers(seed).Make();
            if (await Judges.TryUmociAsync(inFront) is not { } expected)
                continue; // Entries below files, links to nothing: refused, see RefusalTests.
            compared++;
            await Converting.ToFileAsync(directory["image"], format, [.. anywhere]);
            SortedDictionary<string, string> actual = await Judges.KernelAsync(directory["image"]);
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {expected.Count} paths");
            TreeListing.AssertEqual(expected, actual, path => expected.GetValueOrDefault(path, "").StartsWith('d'));
        }
    }

    [Fact]
    public async Task Convert_MutatedLayers_EitherConvertsOrSaysWhy()
    {
        IReadOnlyList<byte[]> seeds = MergeCases.SmallTars;
        using var directory = new TemporaryDirectory();
        int refused = 0;
        for (int i = 0; i < Mutants; i++)
        {
            var random = new Random(i);
            byte[] lower = seeds[random.Next(seeds.Count)];
            byte[] mutant = Mutate(seeds[random.Next(seeds.Count)], random);
            try
            {
                await Converting.ToFileAsync(directory["image"], [Converting.Layer(lower), Converting.Layer(mutant)], new ConversionOptions(64 << 20));
                if (i % 100 == 0)
                    await E2fsck.AssertCleanAsync(directory["image"]);
            }
            catch (ConversionException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Mutants / 20, Mutants * 19 / 20);
        Assert.Equal([directory["image"]], Directory.GetFileSystemEntries(directory.Path));
    }

    internal static byte[] Mutate(byte[] seed, Random random)
    {
        byte[] mutant = (byte[])seed.Clone();
        for (int edits = random.Next(1, 6); edits > 0; edits--)
        {
            int at = random.Next(mutant.Length);
            mutant[at] = random.Next(4) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)"/.0123456789wh"[random.Next(14)],
                2 => (byte)(mutant[at] ^ (1 << random.Next(8))),
                _ => mutant[random.Next(mutant.Length)],
            };
        }

        // Most mutants get honest checksums, or nothing behind the checksum would ever be tried.
        if (random.Next(8) != 0)
            Reseal(mutant);
        return random.Next(16) == 0 ? mutant[..random.Next(mutant.Length)] : mutant;
    }

    private static void Reseal(byte[] archive)
    {
        for (int at = 0; at + 512 <= archive.Length; at += 512)
        {
            Span<byte> block = archive.AsSpan(at, 512);
            if (!block.Slice(257, 5).SequenceEqual("ustar"u8))
                continue;
            block.Slice(148, 8).Fill((byte)' ');
            int sum = 0;
            foreach (byte b in block)
                sum += b;
            Oci.Tests.Tar.RawTar.Put(archive, at + 148, Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ");
        }
    }
}
