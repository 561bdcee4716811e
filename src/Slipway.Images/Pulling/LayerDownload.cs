using Slipway.Images.Content;

namespace Slipway.Images.Pulling;

/// <summary>A layer on its way into the blob store.</summary>
/// <param name="Begins">
/// What it is written to, as soon as its bytes arrive; null when it was in the store. Cancelled when it comes to neither.
/// </param>
/// <param name="Ended">The layer is in the store, verified.</param>
internal sealed record LayerDownload(Task<BlobIngest?> Begins, Task Ended);
