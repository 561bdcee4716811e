namespace Slipway.Images.Conversion;

/// <summary>
/// A path as an archive spells it, cleaned as if it stood below <c>/</c>: no empty components and no ".", and ".." takes back the component
/// before it but never leaves the root. This is what containerd and umoci do with names of entries; the targets of symbolic links are not
/// cleaned, since there ".." is relative to where a link leads.
/// </summary>
internal readonly struct EntryPath
{
    private readonly List<ReadOnlyMemory<byte>> _components;

    private EntryPath(List<ReadOnlyMemory<byte>> components) => _components = components;

    /// <summary>True for the root itself.</summary>
    public bool IsRoot => _components.Count == 0;

    /// <summary>The last component; not of the root.</summary>
    public ReadOnlyMemory<byte> Name => _components[^1];

    /// <summary>The components before the last.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parents => _components[..^1];

    /// <exception cref="InvalidEntryException">The path is longer than Linux opens.</exception>
    public static EntryPath Parse(ReadOnlyMemory<byte> path)
    {
        if (path.Length > ConversionLimits.MaxPathBytes)
        {
            throw new InvalidEntryException(
                ConversionError.LimitExceeded, $"the path has {path.Length} bytes; Linux opens at most {ConversionLimits.MaxPathBytes}");
        }

        var components = new List<ReadOnlyMemory<byte>>(8);
        while (!path.IsEmpty)
        {
            int slash = path.Span.IndexOf((byte)'/');
            ReadOnlyMemory<byte> component = slash < 0 ? path : path[..slash];
            path = slash < 0 ? default : path[(slash + 1)..];
            if (component.Span.SequenceEqual(".."u8))
            {
                if (components.Count > 0)
                    components.RemoveAt(components.Count - 1);
            }
            else if (!component.IsEmpty && !component.Span.SequenceEqual("."u8))
            {
                components.Add(component);
            }
        }

        return new EntryPath(components);
    }
}
