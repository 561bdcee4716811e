using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.Containerd.Snapshots;

/// <summary>
/// The name of a snapshot within its snapshotter and namespace: 1 to 256 printable ASCII characters. A committed layer is named by its chain id.
/// <c>default</c> is no key and prints as the empty string, which containerd reads as "no parent".
/// </summary>
public readonly record struct SnapshotKey
{
    private const int MaxLength = 256;

    private readonly string? _text;

    private SnapshotKey(string text) => _text = text;

    /// <summary>The key of a committed layer.</summary>
    public static SnapshotKey OfChain(Digest chainId) => new(chainId.ToString());

    /// <summary>A key that containerd told of; other clients may have made it of whatever.</summary>
    internal static SnapshotKey OfWire(string text) => text.Length == 0 ? default : new SnapshotKey(text);

    /// <summary>Reads a key. Errors: <see cref="ContainerdErrorCode.Refused"/>.</summary>
    public static SnapshotKey Parse(string text) => TryParse(text, out var key)
        ? key
        : throw new ContainerdException(ContainerdErrorCode.Refused, $"a snapshot's key has 1 to {MaxLength} printable ASCII characters; this one, of {text.Length}, has others or more.");

    /// <summary>Reads a key; false for anything else, including null.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SnapshotKey key)
    {
        var fits = text is { Length: > 0 and <= MaxLength } && text.All(static c => c is >= ' ' and <= '~');
        key = fits ? new SnapshotKey(text!) : default;
        return fits;
    }

    /// <summary>The key as on the wire.</summary>
    public override string ToString() => _text ?? "";
}
