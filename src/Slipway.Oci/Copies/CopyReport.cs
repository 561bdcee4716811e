namespace Slipway.Oci.Copies;

/// <summary>What a copy did. Bytes are of blobs, as stored; manifests are not counted.</summary>
/// <param name="Name">The destination's full name.</param>
/// <param name="Digest">The digest of what the name now means.</param>
/// <param name="MediaType">Its type.</param>
/// <param name="CopiedBytes">What was sent or written.</param>
/// <param name="MountedBytes">What the registry took over from another of its repositories.</param>
/// <param name="SkippedBytes">What was there before.</param>
public sealed record CopyReport(string Name, Digest Digest, string MediaType, long CopiedBytes, long MountedBytes, long SkippedBytes);
