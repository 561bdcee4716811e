using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Probing;

/// <summary>
/// Answers challenges with tokens (distribution, docs/spec/auth/token.md) and keeps each for its repository and action, as the official
/// suite does: one token serves every later request of its kind, the ones to a returned Location among them.
/// </summary>
internal sealed partial class BearerAuthorizer(HttpClient client, Credentials credentials) : IAuthorizer
{
    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> _tokens = new();

    public AuthenticationHeaderValue? Known(string method, Uri address) => _tokens.GetValueOrDefault(Key(method, address));

    public async Task<AuthenticationHeaderValue?> AnswerAsync(string method, Uri address, Answer refusal)
    {
        var challenge = Challenge.Of(refusal);
        var scopes = challenge.Scopes.Concat(SourceScope(address)).Distinct();
        var answer = await TokenRequest.GetAsync(client, challenge.Realm, challenge.Service, scopes, credentials);
        var token = new AuthenticationHeaderValue("Bearer", TokenRequest.TokenOf(answer.Expect(200)));
        return _tokens[Key(method, address)] = token;
    }

    // A mount needs to pull from its source as well; containerd asks for both at once.
    private static IEnumerable<string> SourceScope(Uri address) =>
        Source().Match(address.Query) is { Success: true } match ? [$"repository:{Uri.UnescapeDataString(match.Groups[1].Value)}:pull"] : [];

    private static string Key(string method, Uri address)
    {
        var action = method switch { "GET" or "HEAD" => "pull", "DELETE" => "delete", _ => "push" };
        var repository = Repository().Match(address.AbsolutePath);
        return $"{action} {(repository.Success ? repository.Groups[1].Value : address.AbsolutePath)} {Source().Match(address.Query).Value}";
    }

    [GeneratedRegex("[?&]from=([^&]*)")]
    private static partial Regex Source();

    [GeneratedRegex("^/v2/(.+?)/(?:blobs|manifests|tags|referrers)/")]
    private static partial Regex Repository();
}
