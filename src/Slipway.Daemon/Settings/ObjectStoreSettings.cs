namespace Slipway.Daemon.Settings;

/// <summary>An S3-compatible bucket for blobs.</summary>
/// <param name="CredentialsFile">In the form of the AWS tools; null for the environment variables <c>AWS_ACCESS_KEY_ID</c> and <c>AWS_SECRET_ACCESS_KEY</c>.</param>
internal sealed record ObjectStoreSettings(Uri Endpoint, string Bucket, string Region, string? Prefix, bool PathStyle, string? CredentialsFile);
