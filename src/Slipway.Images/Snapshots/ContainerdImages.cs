using Slipway.Containerd;
using Slipway.Images.Content;
using Slipway.Images.Store;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Images.Snapshots;

/// <summary>
/// Which images of the store containerd has unpacked, by records of our own: what a device must hold is not believed of who gives the device.
/// <code>
/// containerd/&lt;algorithm&gt;-&lt;hex of the image&gt;.json
/// </code>
/// </summary>
internal sealed class ContainerdImages(string directory, ImageStore store)
{
    private const string Extension = ".json";
    private const int MaxRecordBytes = 64 << 10;

    /// <summary>What is known of an image; null when it has to be unpacked. containerd may have removed it all the same.</summary>
    public ContainerdImage? Find(Digest image) => Read(image) is { Snapshot: not null } unpacked ? unpacked : null;

    /// <summary>Notes what containerd has of an image, or is about to get.</summary>
    /// <exception cref="ImageException">The disk is full.</exception>
    public void Note(ImageLease image, ContainerdImage known) =>
        JsonFile.Replace(PathOf(image.Digest), $"the record of {image.Name} in containerd", known, ContainerdJson.Default.ContainerdImage);

    /// <summary>Removes from containerd what was removed from the store, and from here what killed writers left.</summary>
    /// <exception cref="ContainerdException">containerd cannot be asked.</exception>
    public async Task ReconcileAsync(ContainerdClient client, CancellationToken cancellationToken)
    {
        DurableFile.RemoveTemporary(directory);
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension))
        {
            if (!Digest.TryParse(Path.GetFileNameWithoutExtension(path).Replace('-', ':'), out var image) || store.Has(image))
                continue;
            if (Read(image) is { } known)
                await client.Images.DeleteAsync(known.Name, collect: false, cancellationToken);
            File.Delete(path);
        }
    }

    private ContainerdImage? Read(Digest image) => JsonFile.TryRead(PathOf(image), MaxRecordBytes, ContainerdJson.Default.ContainerdImage);

    private string PathOf(Digest image) => Path.Combine(directory, $"{image.Algorithm}-{image.Hex}{Extension}");
}
