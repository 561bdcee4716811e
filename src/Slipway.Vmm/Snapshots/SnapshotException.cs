namespace Slipway.Vmm.Snapshots;

/// <summary>A snapshot cannot be used here. The message is one sentence for people: which snapshot, and what is different or damaged.</summary>
public sealed class SnapshotException(string message, Exception? cause = null) : IOException(message, cause);
