namespace Slipway.Oci.Tar;

/// <summary>One extended attribute: both halves are raw bytes, the value may hold NUL, '=' and newlines.</summary>
/// <param name="Name">Full name with namespace, such as <c>security.capability</c>; never empty, no NUL.</param>
/// <param name="Value">Value exactly as the file system stores it; may be empty.</param>
public readonly record struct TarXattr(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
