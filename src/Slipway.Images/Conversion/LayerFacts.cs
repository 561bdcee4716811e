using System.Text.Json.Serialization;

namespace Slipway.Images.Conversion;

/// <summary>What a converted layer says of the layers below it, which its own file system cannot.</summary>
internal sealed record LayerFacts
{
    /// <summary>Of layers that were merged: nothing below is left to speak of.</summary>
    public static LayerFacts OfMerged { get; } = new() { DescribesRoot = true };

    /// <summary>The layer has a filesystem to show.</summary>
    [JsonIgnore]
    public bool HasTree => !IsEmpty && Inexpressible is null;

    /// <summary>An entry of the layer sets the attributes of the image's root.</summary>
    public bool DescribesRoot { get; init; }

    /// <summary>The layer hides everything below it: its root is opaque, which overlayfs does not look for.</summary>
    public bool HidesAllBelow { get; init; }

    /// <summary>There is no entry in it.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Bytes of the tar.</summary>
    public long UncompressedBytes { get; init; }

    /// <summary>
    /// Paths, without a slash at their ends, of directories in which the layer has something and of which, when it put it there, no entry had said what they
    /// are: what is there in the layers below has to be a directory too.
    /// </summary>
    public IReadOnlyList<ImplicitDirectory> ImplicitDirectories { get; init; } = [];

    /// <summary>
    /// Paths of directories with whiteouts in them. Overlayfs shows those as files that cannot be opened where a directory is not merged with any other.
    /// </summary>
    public IReadOnlyList<byte[]> HidingDirectories { get; init; } = [];

    /// <summary>Why overlayfs cannot show the layer above any other; null when it can. It then has no file system of its own.</summary>
    public string? Inexpressible { get; init; }
}
