using Slipway.Images.Conversion;
using Slipway.Images.Tests.Conversion;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Layers;

/// <summary>Layers converted each for itself and stacked by the kernel's overlayfs, as in a machine, or made one filesystem, against what umoci makes of them.</summary>
public sealed class StackedTests
{
    private const int Compared = 40;
    private const int Mutants = 1500;

    /// <summary>Of the random images so many must be stacked; the others are merged, at least in part.</summary>
    private const int StackedAtLeast = 8;

    public static TheoryData<string, LayerFormat> Cases => MergeCases.InEachFormat;

    public static TheoryData<LayerFormat> Formats => [.. Enum.GetValues<LayerFormat>()];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Stack_MergeCase_ShowsTheTreeUmociGives(string name, LayerFormat format)
    {
        Judges.Require();
        MergeCase merge = MergeCases.All[name];
        using var store = new TestStore(format);
        using ImageLease lease = await store.AcquireAsync(new FakeSource(name, FakeImage.Of(merge.Tars, name)));

        SortedDictionary<string, string> expected = await Judges.UmociAsync(merge.JudgeTars);
        SortedDictionary<string, string> actual = await ImageMount.ListAsync(lease);
        SortedDictionary<string, string> flat = await ImageMount.ListFlatAsync(store.Store, lease);

        bool rootHasTime = name == "root entry";
        TreeListing.AssertEqual(expected, actual, path => (path == "." && !rootHasTime) || merge.AnyTime.Contains(path));
        TreeListing.AssertEqual(expected, flat, path => (path == "." && !rootHasTime) || merge.AnyTime.Contains(path));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Stack_RandomLayers_ShowsTheTreeUmociGives(LayerFormat format)
    {
        Judges.Require();
        var (compared, stacked) = (0, 0);
        for (int seed = 1001; compared < Compared; seed++)
        {
            (List<byte[]> inFront, List<byte[]> anywhere) = new RandomLayers(seed).Make();
            if (await Judges.TryUmociAsync(inFront) is not { } expected)
                continue;
            compared++;
            using var store = new TestStore(format);
            using ImageLease lease = await store.AcquireAsync(new FakeSource("random", FakeImage.Of(anywhere, $"seed {seed}")));
            stacked += lease.Layers.Count > 1 ? 1 : 0;
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {expected.Count} paths, {anywhere.Count} layers, {lease.Layers.Count} devices");

            SortedDictionary<string, string> actual = await ImageMount.ListAsync(lease);

            TreeListing.AssertEqual(expected, actual, path => expected.GetValueOrDefault(path, "").StartsWith('d'));
            TreeListing.AssertEqual(expected, await ImageMount.ListFlatAsync(store.Store, lease), path => expected.GetValueOrDefault(path, "").StartsWith('d'));
        }

        Assert.InRange(stacked, StackedAtLeast, Compared);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task ConvertLayer_Mutated_EitherConvertsOrSaysWhy(LayerFormat format)
    {
        IReadOnlyList<byte[]> seeds = MergeCases.SmallTars;
        using var directory = new TemporaryDirectory();
        var (refused, inexpressible) = (0, 0);
        for (int i = 0; i < Mutants; i++)
        {
            var random = new Random(i);
            byte[] mutant = RandomLayersTests.Mutate(seeds[random.Next(seeds.Count)], random);
            try
            {
                using var output = File.OpenHandle(directory["layer"], FileMode.Create, FileAccess.ReadWrite);
                (_, LayerFacts facts) = await LayerConverter.ConvertAsync(output, Converting.Layer(mutant), format, new ConversionOptions(64 << 20), _ => { }, TestStore.Token);
                inexpressible += facts.Inexpressible is null ? 0 : 1;
                if (i % 100 == 0 && facts.HasTree)
                    await LayerCheck.AssertCleanAsync(directory["layer"]);
            }
            catch (ConversionException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Mutants / 20, Mutants * 19 / 20);
        Assert.InRange(inexpressible, 1, Mutants / 2);
    }
}
