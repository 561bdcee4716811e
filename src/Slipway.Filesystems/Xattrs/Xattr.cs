namespace Slipway.Filesystems.Xattrs;

/// <summary>One extended attribute with its value as it is stored.</summary>
internal sealed record Xattr(XattrName Name, byte[] Value);
