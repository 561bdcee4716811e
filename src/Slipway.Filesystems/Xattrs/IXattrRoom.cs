namespace Slipway.Filesystems.Xattrs;

/// <summary>What a format has for the extended attributes of one inode.</summary>
internal interface IXattrRoom
{
    /// <summary>What it keeps, for the message to one whose attribute does not fit.</summary>
    string Description { get; }

    /// <summary>Bytes that an attribute takes.</summary>
    int BytesOf(Xattr attribute);

    /// <summary>Whether there is room for all of these, which are in the order of their names.</summary>
    bool Fits(IReadOnlyList<Xattr> attributes);

    /// <summary>The value of an attribute as it is stored.</summary>
    /// <exception cref="FilesystemException">It is malformed.</exception>
    byte[] Encode(XattrName name, ReadOnlySpan<byte> value);
}
