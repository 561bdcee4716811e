using Slipway.Oci;

namespace Slipway.Images.Conversion;

/// <summary>One layer to convert.</summary>
/// <param name="Name">For messages: the layer's digest as stored.</param>
/// <param name="SizeBytes">Bytes as stored, for progress.</param>
/// <param name="DiffId">What the uncompressed tar must hash to, to its last byte; null where that is to be found out, for a layer that is converted for itself.</param>
/// <param name="OpenAsync">
/// Opens the blob as stored. Called once, in the order of the layers and one layer ahead: the layer below may still be merging. The converter
/// disposes the stream and reads it synchronously on a thread of its own. The token is cancelled with the conversion: a stream whose reads may
/// block for long, such as one over a network, must heed it, because the conversion waits for the read it is in.
/// </param>
public sealed record LayerInput(string Name, long SizeBytes, Digest? DiffId, Func<CancellationToken, Task<Stream>> OpenAsync);
