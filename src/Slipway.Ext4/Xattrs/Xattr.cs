namespace Slipway.Ext4.Xattrs;

/// <summary>One extended attribute with its value as it is stored.</summary>
internal sealed record Xattr(XattrName Name, byte[] Value)
{
    /// <summary>
    /// The room it takes: an entry and a value, each padded to 4 bytes (struct ext4_xattr_entry).
    /// </summary>
    public int StoredBytes => XattrRegion.EntryBytes(Name.Rest.Length) + XattrRegion.Pad(Value.Length);
}
