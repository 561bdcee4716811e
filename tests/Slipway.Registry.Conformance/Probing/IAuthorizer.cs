using System.Net.Http.Headers;

namespace Slipway.Registry.Conformance.Probing;

/// <summary>How the probe says who it is.</summary>
internal interface IAuthorizer
{
    /// <summary>What to send with a request from the start, or null.</summary>
    AuthenticationHeaderValue? Known(string method, Uri address);

    /// <summary>What to send after the challenge in <paramref name="refusal"/>; null when there is nothing more to offer.</summary>
    Task<AuthenticationHeaderValue?> AnswerAsync(string method, Uri address, Answer refusal);
}
