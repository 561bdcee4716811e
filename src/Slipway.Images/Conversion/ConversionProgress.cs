namespace Slipway.Images.Conversion;

/// <summary>How far a conversion has come. Reported every few MiB and at the end of each layer, from the thread that merges.</summary>
/// <param name="LayersDone">Layers merged and verified.</param>
/// <param name="LayerCount">Layers in all.</param>
/// <param name="StoredBytesRead">Bytes read of all blobs as stored; may run ahead of what is merged.</param>
/// <param name="StoredBytes">Their sum as announced.</param>
public readonly record struct ConversionProgress(int LayersDone, int LayerCount, long StoredBytesRead, long StoredBytes);
