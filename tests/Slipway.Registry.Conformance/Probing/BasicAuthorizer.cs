using System.Net.Http.Headers;
using System.Text;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Probing;

/// <summary>Sends user and password with every request (RFC 7617).</summary>
internal sealed class BasicAuthorizer(Credentials credentials) : IAuthorizer
{
    public AuthenticationHeaderValue? Known(string method, Uri address) => Header(credentials);

    public Task<AuthenticationHeaderValue?> AnswerAsync(string method, Uri address, Answer refusal) => Task.FromResult<AuthenticationHeaderValue?>(null);

    /// <summary>The header for these credentials.</summary>
    public static AuthenticationHeaderValue Header(Credentials credentials) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}")));
}
