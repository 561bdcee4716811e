namespace Slipway.Images.Conversion;

/// <summary>
/// What the last component of a path says about lower layers (OCI image-spec 1.1, layer.md "Whiteouts"):
/// <code>
/// .wh..wh..opq   hides everything that lower layers have in its directory
/// .wh..wh.REST   bookkeeping of aufs, of no meaning
/// .wh.NAME       hides NAME of lower layers
/// </code>
/// </summary>
internal static class WhiteoutName
{
    private static ReadOnlySpan<byte> Prefix => ".wh."u8;

    private static ReadOnlySpan<byte> AufsPrefix => ".wh..wh."u8;

    public static WhiteoutKind KindOf(ReadOnlySpan<byte> name)
    {
        if (!name.StartsWith(Prefix))
            return WhiteoutKind.None;
        if (name.StartsWith(AufsPrefix))
            return name.SequenceEqual(".wh..wh..opq"u8) ? WhiteoutKind.Opaque : WhiteoutKind.Aufs;
        return WhiteoutKind.Name;
    }

    /// <summary>The name that a <see cref="WhiteoutKind.Name"/> hides.</summary>
    /// <exception cref="InvalidEntryException">None, or "." or "..": hiding those would reach outside the marker's directory.</exception>
    public static ReadOnlyMemory<byte> HiddenBy(ReadOnlyMemory<byte> name)
    {
        ReadOnlyMemory<byte> hidden = name[Prefix.Length..];
        if (hidden.IsEmpty || hidden.Span.SequenceEqual("."u8) || hidden.Span.SequenceEqual(".."u8))
            throw new InvalidEntryException("the whiteout hides nothing that can be a name");
        return hidden;
    }
}
