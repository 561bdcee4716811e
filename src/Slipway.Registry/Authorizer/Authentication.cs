using Slipway.Registry.Access;

namespace Slipway.Registry.Authorizer;

/// <summary>How the look at a request's credentials ended.</summary>
internal abstract record Authentication
{
    private Authentication()
    {
    }

    /// <summary>They are good.</summary>
    /// <param name="Scoped">True when a token of limited scope was shown: one with more scope may be had from the token endpoint.</param>
    public sealed record Known(Caller Caller, bool Scoped) : Authentication;

    /// <summary>There are none.</summary>
    public sealed record Anonymous : Authentication;

    /// <summary>They are wrong, expired or revoked.</summary>
    public sealed record Refused : Authentication;

    /// <summary>They were not looked at, or are good but too busy.</summary>
    public sealed record Limited(TimeSpan RetryAfter) : Authentication;
}
