using Slipway.Host.Machines;
using Slipway.Images;

namespace Slipway.Host.Suspension;

/// <summary>What of its image a machine is tied to while it stands still.</summary>
/// <param name="Name">As the store knows it.</param>
/// <param name="Digest">Of the manifest.</param>
/// <param name="Platform">Of its programs.</param>
/// <param name="Layers">As in <see cref="SuspensionRecord.Layers"/>.</param>
internal sealed record SuspendedImage(string Name, string Digest, string Platform, IReadOnlyList<string> Layers)
{
    public static SuspendedImage Of(ImageLease image, MachineDisks disks) => new(image.Name, image.Digest.ToString(), image.Platform.ToString(), disks.LayerFiles);

    /// <summary>That of a machine that goes on, which may be suspended again.</summary>
    public static SuspendedImage Of(SuspensionRecord record) => new(record.ImageName, record.ImageDigest, record.ImagePlatform, record.Layers);
}
