namespace Slipway.Images;

/// <summary>What one image takes of the disk: blobs and converted layers together.</summary>
/// <param name="Summary">As listed.</param>
/// <param name="OwnBytes">What no other image has: removing the image frees it.</param>
/// <param name="SharedBytes">What other images have too.</param>
/// <param name="Holders">Who keeps it from being removed now, possibly nobody.</param>
public sealed record ImageUsage(ImageSummary Summary, long OwnBytes, long SharedBytes, IReadOnlyList<ImageHolder> Holders);
