namespace Slipway.Oci.Copies;

/// <summary>One step of a copy; a value, so that reporting costs no allocation. Reported from several threads, at most once per quarter MiB of a blob.</summary>
/// <param name="Phase">What happens.</param>
/// <param name="Blob">The blob it happens to.</param>
/// <param name="DoneBytes">Its bytes that are through; less than before when an upload had to begin anew.</param>
/// <param name="TotalBytes">Its bytes in all.</param>
public readonly record struct CopyProgress(CopyPhase Phase, Digest Blob, long DoneBytes, long TotalBytes);
