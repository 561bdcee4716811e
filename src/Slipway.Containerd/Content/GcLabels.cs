using System.Globalization;
using Slipway.Containerd.Snapshots;
using Slipway.Oci;
using Slipway.Oci.Manifests;

namespace Slipway.Containerd.Content;

/// <summary>
/// Labels by which one thing keeps another from being collected (containerd, "Garbage Collection"). With these an image's parts live as long as its record
/// or a lease on any part above them:
/// <code>
/// image record → manifest → config → snapshot of the last layer → snapshots below it
///                         → layers
/// </code>
/// </summary>
internal static class GcLabels
{
    /// <summary>Not a reference: the diff id of a compressed layer, known once it was unpacked.</summary>
    public const string Uncompressed = "containerd.io/uncompressed";

    private const string Config = "containerd.io/gc.ref.content.config";
    private const string LayerPrefix = "containerd.io/gc.ref.content.l.";
    private const string SnapshotPrefix = "containerd.io/gc.ref.snapshot.";

    /// <summary>From a manifest to its configuration and layers.</summary>
    public static Dictionary<string, string> OfManifest(ImageManifest manifest)
    {
        var labels = new Dictionary<string, string> { [Config] = manifest.Config.Digest.ToString() };
        for (var i = 0; i < manifest.Layers.Count; i++)
            labels[LayerPrefix + i.ToString(CultureInfo.InvariantCulture)] = manifest.Layers[i].Digest.ToString();
        return labels;
    }

    /// <summary>From a configuration to the snapshot of its last layer; other snapshotters have labels of their own beside it.</summary>
    public static Dictionary<string, string> OfConfig(string snapshotter, SnapshotKey last) => new() { [SnapshotPrefix + snapshotter] = last.ToString() };

    /// <summary>What unpacking a layer has found out.</summary>
    public static Dictionary<string, string> OfLayer(Digest diffId) => new() { [Uncompressed] = diffId.ToString() };
}
