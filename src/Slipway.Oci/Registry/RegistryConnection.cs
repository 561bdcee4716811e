using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Registry;

/// <summary>
/// Asks one registry about one repository: logs in when asked to, follows redirects without taking the login along, and says what a refusal means.
/// Thread safe. The caller disposes it after everything it opened.
/// </summary>
internal sealed class RegistryConnection : IDisposable
{
    private const int MaxRedirects = 5;
    private const int MaxLocationChars = 16 * 1024;

    private readonly RegistryEndpoint _endpoint;
    private readonly RegistryTrust _trust;
    private readonly RegistryTransport _transport;
    private readonly RegistryAuthorizer _authorizer;

    public RegistryConnection(Reference reference, IReadOnlyList<string> scopes, ImageSourceOptions options)
    {
        _endpoint = new RegistryEndpoint(reference);
        Time = options.Time;
        Repository = reference.Repository;
        _trust = new RegistryTrust(_endpoint);
        _transport = new RegistryTransport(new RegistryConnector(_endpoint, _trust), options);
        var credentials = new CredentialStore(CredentialFiles.Paths(options.CredentialsFile), options.OwnToken);
        var tokens = new TokenService(_endpoint, _trust, _transport, options);
        _authorizer = new RegistryAuthorizer(_endpoint, new RegistryAccess(Repository, scopes), credentials, tokens, options);
    }

    /// <summary>The repository's path in the registry.</summary>
    public string Repository { get; }

    /// <summary>Registry and repository, for messages.</summary>
    public string Name => $"{_endpoint.Name}/{Repository}";

    /// <summary>The clock of waits between attempts.</summary>
    public TimeProvider Time { get; }

    /// <summary>One try: through login and redirects to an answer, which may be a refusal. The caller disposes it.</summary>
    /// <exception cref="TransientException">Trying again may help.</exception>
    /// <exception cref="OciException">It will not.</exception>
    public async Task<HttpResponseMessage> SendAsync(RegistryRequest what, CancellationToken cancellationToken)
    {
        var uri = new Uri(_endpoint.BaseUri, what.Target);
        var challenged = false;
        for (var redirects = 0; ;)
        {
            using var request = MakeRequest(what, uri);
            var response = await _transport.SendAsync(request, what.Patience, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized && !challenged && _endpoint.Owns(uri))
            {
                challenged = true;
                var challenges = Challenges(response);
                response.Dispose();
                await _authorizer.AnswerAsync(request.Headers.Authorization, challenges, cancellationToken);
            }
            else if (IsRedirect(response, what.Method) && LocationOf(response) is { } location)
            {
                response.Dispose();
                uri = Follow(uri, location, what.Subject);
                if (++redirects > MaxRedirects)
                    throw new OciException(OciErrorCode.Malformed, $"{_endpoint.Name} redirects more than {MaxRedirects} times for {what.Subject}.");
            }
            else
            {
                return response;
            }
        }
    }

    /// <summary>The body of an answer of <see cref="SendAsync"/>, which it owns from here on.</summary>
    public Task<ResponseBody> OpenBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        _transport.OpenBodyAsync(response, cancellationToken);

    /// <summary>What an answer of <see cref="SendAsync"/> that is no success means; disposes it.</summary>
    public Task<Exception> FaultAsync(HttpResponseMessage response, string subject, CancellationToken cancellationToken) =>
        RegistryFault.ReadAsync(_transport, response, subject, _authorizer.Advice, Time, cancellationToken);

    /// <summary>
    /// Where an answer's <c>Location</c> points, relative or not, its query kept; null when it has none. A place elsewhere is verified, and never
    /// sees the login. Errors: <see cref="OciErrorCode.Untrusted"/>, <see cref="OciErrorCode.Malformed"/>.
    /// </summary>
    public Uri? LocationOf(HttpResponseMessage response, string subject) =>
        LocationOf(response) is { } location ? Follow(response.RequestMessage!.RequestUri!, location, subject) : null;

    public void Dispose()
    {
        _transport.Dispose();
        _authorizer.Dispose();
    }

    private HttpRequestMessage MakeRequest(RegistryRequest what, Uri uri)
    {
        var request = new HttpRequestMessage(what.Method, uri) { Content = what.Body?.Invoke() };
        request.Headers.TryAddWithoutValidation("Accept", what.Accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity"); // digests are over the stored bytes
        if (what.AsksFirst)
            request.Headers.ExpectContinue = true;
        if (what.From > 0)
            request.Headers.Range = new RangeHeaderValue(what.From, null);
        if (_endpoint.Owns(uri))
            request.Headers.Authorization = _authorizer.Current;
        return request;
    }

    private Uri Follow(Uri from, string location, string subject)
    {
        if (location.Length > MaxLocationChars || !Uri.TryCreate(from, location, out var to) || to.Host.Length == 0)
            throw new OciException(OciErrorCode.Malformed, $"{from.Authority} sends us to '{Excerpt.Of(location)}' for {subject}, which is no address.");

        _trust.VerifyUri(to, subject);
        return to;
    }

    /// <summary>301 to 303 may turn other methods into GET (RFC 9110 §15.4), which would lose what is sent.</summary>
    private static bool IsRedirect(HttpResponseMessage response, HttpMethod method) => (int)response.StatusCode switch
    {
        307 or 308 => true,
        301 or 302 or 303 => method == HttpMethod.Get || method == HttpMethod.Head,
        _ => false,
    };

    private static string? LocationOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.FirstOrDefault() : null;

    private static IReadOnlyList<AuthChallenge> Challenges(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values) ? AuthChallenge.Parse(values) : [];
}
