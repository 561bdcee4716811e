namespace Slipway.Testing;

/// <summary>A token of an organization's.</summary>
/// <param name="Id">By which it is revoked.</param>
/// <param name="Secret">The password of every client.</param>
internal sealed record PlatformToken(string Id, string Secret);
