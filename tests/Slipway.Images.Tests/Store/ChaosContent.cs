using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Images.Store;
using Slipway.Oci.Sources;

namespace Slipway.Images.Tests.Store;

/// <summary>
/// The images of <see cref="KillTests"/>, and of which bytes a machine of each has to run: made once, undisturbed, noted in a file for the other processes,
/// and then compared with every lease.
/// </summary>
internal sealed class ChaosContent
{
    public const int Count = 5;

    private readonly FakeImage[] _images = [.. Enumerable.Range(0, Count).Select(Create)];
    private readonly ILookup<string, string> _stacks;

    private ChaosContent(string file)
    {
        File = file;
        _stacks = System.IO.File.ReadLines(file).Select(line => line.Split(' ', 2)).ToLookup(parts => parts[0], parts => parts[1]);
    }

    /// <summary>For each layer of each image, in order: the image's digest, the layer's file name, the SHA-256 of its bytes.</summary>
    public string File { get; }

    public FakeImage this[int index] => _images[index];

    public static string NameOf(int index) => $"registry.example/app:{index}";

    /// <summary>The source of that name, for who needs its layers again; the caller disposes it.</summary>
    public static IImageSource Open(string name) => new FakeSource(name, Create(name[NameOf(0).Length - 1] - '0'));

    /// <summary>Reads what <see cref="MakeAsync"/> noted.</summary>
    public static ChaosContent Read(string file) => new(file);

    /// <summary>Makes all images in a store of their own, and notes what came of them.</summary>
    public static async Task<ChaosContent> MakeAsync(TestStore undisturbed)
    {
        var lines = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            using var lease = await undisturbed.AcquireAsync(new FakeSource(NameOf(i), Create(i)));
            lines.AddRange(StackOf(lease).Select(layer => $"{lease.Digest} {layer}"));
        }

        var file = Path.Combine(undisturbed.Directory, "stacks");
        await System.IO.File.WriteAllLinesAsync(file, lines, TestStore.Token);
        return new ChaosContent(file);
    }

    /// <summary>Null when a lease is of what it should be; else what is wrong.</summary>
    public string? FaultOf(ImageLease lease)
    {
        var (want, have) = (_stacks[lease.Digest.ToString()].ToList(), StackOf(lease).ToList());
        return want.SequenceEqual(have) ? null : $"{lease.Digest} is stacked of\n{string.Join('\n', have)}\nand not of\n{string.Join('\n', want)}";
    }

    /// <summary>Leases whatever images are there and compares them.</summary>
    public async Task AssertAllWholeAsync(ImageStore store)
    {
        foreach (var image in _images)
        {
            using var lease = await store.TryLeaseAsync("app", image.Resolved.Digest, FakeImage.Amd64, TestStore.Token);
            if (lease is not null)
                Assert.Null(FaultOf(lease));
        }
    }

    /// <summary>All share the lowest layer; the last has more layers than a machine has devices, so that some are merged.</summary>
    private static FakeImage Create(int index)
    {
        var own = Enumerable.Range(0, index == Count - 1 ? ImageLease.MaxLayers + 1 : 2).Select(i => FakeImage.LayerOf((index * 100) + i + 1, 20_000));
        return FakeImage.Of([FakeImage.LayerOf(0, 100_000), .. own], $"chaos {index}");
    }

    private static IEnumerable<string> StackOf(ImageLease lease) => lease.Layers.Select(layer => $"{Path.GetFileName(layer.Path)} {HashOf(layer.File)}");

    private static string HashOf(SafeFileHandle file)
    {
        var bytes = new byte[RandomAccess.GetLength(file)];
        return RandomAccess.Read(file, bytes, 0) == bytes.Length ? Convert.ToHexStringLower(SHA256.HashData(bytes)) : "cut short";
    }
}
