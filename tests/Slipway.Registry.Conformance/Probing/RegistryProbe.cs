using System.Net.Http.Headers;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Probing;

/// <summary>
/// A registry client that hides nothing: no redirects followed, nothing decompressed, every answer handed over as it came. It logs in as one user, by
/// whichever way the target wants. Disposed by the test.
/// </summary>
public sealed partial class RegistryProbe : IDisposable
{
    private readonly HttpClient _client;
    private readonly IAuthorizer _authorizer;

    /// <summary>A client of <paramref name="target"/>; with null credentials it never logs in.</summary>
    public RegistryProbe(ConformanceTarget target, Credentials? credentials)
    {
        Target = target;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            Expect100ContinueTimeout = TimeSpan.FromSeconds(20),
        });
        _authorizer = (target.Auth, credentials) switch
        {
            (AuthMode.Basic, { } user) => new BasicAuthorizer(user),
            (AuthMode.Bearer, { } user) => new BearerAuthorizer(_client, user),
            _ => new AnonymousAuthorizer(),
        };
    }

    public ConformanceTarget Target { get; }

    public Task<Answer> GetAsync(string url, params (string Name, string Value)[] headers) => SendAsync("GET", url, null, headers);

    public Task<Answer> HeadAsync(string url, params (string Name, string Value)[] headers) => SendAsync("HEAD", url, null, headers);

    public Task<Answer> DeleteAsync(string url, params (string Name, string Value)[] headers) => SendAsync("DELETE", url, null, headers);

    public Task<Answer> PostAsync(string url, byte[] body, params (string Name, string Value)[] headers) => SendAsync("POST", url, body, headers);

    public Task<Answer> PatchAsync(string url, byte[] body, params (string Name, string Value)[] headers) => SendAsync("PATCH", url, body, headers);

    public Task<Answer> PutAsync(string url, byte[] body, params (string Name, string Value)[] headers) => SendAsync("PUT", url, body, headers);

    /// <summary>Sends a request to a path of the target or to an absolute address; after a challenge it logs in and sends it once more.</summary>
    public async Task<Answer> SendAsync(string method, string url, byte[]? body, params (string Name, string Value)[] headers)
    {
        var address = new Uri(Target.Base, url);
        var answer = await ExchangeAsync(method, address, body, headers, _authorizer.Known(method, address));
        return answer.Status == 401 && await _authorizer.AnswerAsync(method, address, answer) is { } authorization
            ? await ExchangeAsync(method, address, body, headers, authorization)
            : answer;
    }

    /// <summary>An Authorization header with which requests to pull and push in a repository are let through; null where nobody logs in.</summary>
    public async Task<string?> AuthorizationAsync(string repository)
    {
        var address = new Uri(Target.Base, $"/v2/{repository}/blobs/uploads/");
        if (_authorizer is not AnonymousAuthorizer && _authorizer.Known("POST", address) is null)
            await StartUploadAsync(repository);
        return _authorizer.Known("POST", address)?.ToString();
    }

    /// <summary>The Authorization header of a token to pull and push in all of these repositories; for targets that challenge by Bearer.</summary>
    public async Task<string> BearerAsync(params string[] repositories)
    {
        var challenge = Challenge.Of(await ExchangeAsync("GET", new Uri(Target.Base, "/v2/"), null, [], null));
        var answer = await RequestTokenAsync(challenge.Realm, challenge.Service, repositories.Select(name => $"repository:{name}:pull,push"), Target.User);
        return $"Bearer {TokenRequest.TokenOf(answer.Expect(200))}";
    }

    /// <summary>Asks a token service for scopes; without credentials as nobody.</summary>
    public Task<Answer> RequestTokenAsync(string realm, string service, IEnumerable<string> scopes, Credentials? credentials) =>
        TokenRequest.GetAsync(_client, realm, service, scopes, credentials);

    /// <summary>Asks a token service by the OAuth2 form.</summary>
    public Task<Answer> PostTokenFormAsync(string realm, IEnumerable<KeyValuePair<string, string>> form) => TokenRequest.PostAsync(_client, realm, form);

    public void Dispose() => _client.Dispose();

    private async Task<Answer> ExchangeAsync(string method, Uri address, byte[]? body, (string Name, string Value)[] headers, AuthenticationHeaderValue? authorization)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        request.Headers.Authorization = authorization;
        foreach (var (name, value) in headers)
            Add(request, name, value);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return await AnswerReader.ReadAsync(method, address, response);
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        var taken = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            ? request.Content!.Headers.TryAddWithoutValidation(name, value)
            : request.Headers.TryAddWithoutValidation(name, value);
        Assert.True(taken, $"the header {name}: {value} cannot be sent.");
    }
}
