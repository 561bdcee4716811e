using System.Net.Http.Headers;

namespace Slipway.Registry.Conformance.Probing;

/// <summary>Says nothing.</summary>
internal sealed class AnonymousAuthorizer : IAuthorizer
{
    public AuthenticationHeaderValue? Known(string method, Uri address) => null;

    public Task<AuthenticationHeaderValue?> AnswerAsync(string method, Uri address, Answer refusal) => Task.FromResult<AuthenticationHeaderValue?>(null);
}
