namespace Slipway.Oci.Sources;

/// <summary>A manifest or index as a source has it.</summary>
/// <param name="Bytes">Its bytes, verified.</param>
/// <param name="MediaType">What it was served or described as; null when that was not said.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Platform">What an index said it is for, or null.</param>
public sealed record SourceDocument(ReadOnlyMemory<byte> Bytes, string? MediaType, Digest Digest, Platform? Platform = null);
