using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Ext4;
using Slipway.Images;
using Slipway.Images.Conversion;
using Slipway.Oci;

namespace Slipway.HostVm;

/// <summary>The disks of a host in a VM, written by the code that writes the disks of machines.</summary>
internal static class Disk
{
    private const long BytesPerInode = 64 << 10;

    /// <summary>Writes archives, each on top of the one before as the layers of an image are, as one filesystem without free room.</summary>
    public static async Task WriteLayersAsync(string file, IReadOnlyList<string> tars, CancellationToken cancellationToken)
    {
        var layers = new List<LayerInput>();
        foreach (var tar in tars)
            layers.Add(await DescribeAsync(tar, cancellationToken));
        using var output = Create(file);
        await ImageConverter.ConvertAsync(output, layers, LayerFormat.Ext4, new ConversionOptions(), new Progress<ConversionProgress>(), cancellationToken);
    }

    /// <summary>Writes files of this host, named relative to a root, as a filesystem of at least so many bytes; free room is a hole.</summary>
    public static void WriteFiles(string file, long sizeBytes, string root, IEnumerable<string> paths)
    {
        using var output = Create(file);
        using var writer = new Ext4Writer(output, new Ext4WriterOptions(sizeBytes, "work") { BytesPerInode = BytesPerInode });
        var tree = new FileTree(writer, root);
        foreach (var path in paths)
            tree.Add(path);
        writer.Finish(Guid.NewGuid());
    }

    private static async Task<LayerInput> DescribeAsync(string tar, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(tar);
        var digest = Digest.FromHash(Digest.Sha256, await SHA256.HashDataAsync(content, cancellationToken));
        return new LayerInput(tar, content.Length, digest, _ => Task.FromResult<Stream>(File.OpenRead(tar)));
    }

    private static SafeFileHandle Create(string file) => File.OpenHandle(file, FileMode.Create, FileAccess.ReadWrite);
}
