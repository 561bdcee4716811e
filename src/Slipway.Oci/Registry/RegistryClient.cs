using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Registry;

/// <summary>
/// Pulls from one repository (distribution-spec 1.1, end-2 and end-3): logs in when asked to, follows redirects without taking the login along, and asks
/// again after failures that may pass. Thread safe. The caller disposes it after everything it opened.
/// </summary>
internal sealed class RegistryClient : IDisposable
{
    private const int MaxRedirects = 5;
    private const int MaxLocationChars = 16 * 1024;

    private readonly RegistryEndpoint _endpoint;
    private readonly string _repository;
    private readonly RegistryTrust _trust;
    private readonly RegistryTransport _transport;
    private readonly RegistryAuthorizer _authorizer;
    private readonly TimeProvider _time;

    public RegistryClient(Reference reference, ImageSourceOptions options)
    {
        _endpoint = new RegistryEndpoint(reference);
        _repository = reference.Repository;
        _time = options.Time;
        _trust = new RegistryTrust(_endpoint);
        _transport = new RegistryTransport(new RegistryConnector(_endpoint, _trust), options);
        var credentials = new CredentialStore(CredentialFiles.Paths(options.CredentialsFile));
        _authorizer = new RegistryAuthorizer(_endpoint, _repository, credentials, new TokenService(_endpoint, _trust, _transport, options), options);
    }

    /// <summary>What <paramref name="action"/> returns, tried again after each passing failure until <paramref name="attempts"/> are used up.</summary>
    public static async Task<T> RetryAsync<T>(Attempts attempts, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await action();
            }
            catch (TransientException failure)
            {
                await attempts.WaitAsync(failure, cancellationToken);
            }
        }
    }

    /// <summary>Fetches a manifest or index by tag or digest and verifies it against every digest known of it.</summary>
    public Task<FetchedManifest> GetManifestAsync(string identifier, Digest? digest, CancellationToken cancellationToken)
    {
        var subject = $"manifest {identifier} of {_endpoint.Name}/{_repository}";
        const string accept = $"{MediaType.OciIndex}, {MediaType.DockerIndex}, {MediaType.OciManifest}, {MediaType.DockerManifest}";
        var get = new RegistryGet($"v2/{_repository}/manifests/{identifier}", subject, accept, From: 0);
        return RetryAsync(new Attempts(_time), ReadAsync, cancellationToken);

        async Task<FetchedManifest> ReadAsync()
        {
            using var body = await GetAsync(get, cancellationToken);
            var bytes = await body.ReadWholeAsync(OciLimits.MaxManifestBytes, subject, cancellationToken);
            return FetchedManifest.Verify(bytes, body.Response, digest, subject);
        }
    }

    /// <summary>Opens a blob, resumable and not verified; the caller disposes.</summary>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var subject = $"blob {blob.Digest} of {_endpoint.Name}/{_repository}";
        var attempts = new Attempts(_time);
        var get = new RegistryGet($"v2/{_repository}/blobs/{blob.Digest}", subject, Accept: "*/*", From: 0);
        var body = await RetryAsync(attempts, () => GetAsync(get, cancellationToken), cancellationToken);
        try
        {
            return new RegistryBlobStream(this, get, blob.Size, body, attempts);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>One try: through login and redirects to a body with status 200 or 206, which the caller disposes.</summary>
    /// <exception cref="TransientException">Trying again may help.</exception>
    /// <exception cref="OciException">It will not.</exception>
    public async Task<ResponseBody> GetAsync(RegistryGet get, CancellationToken cancellationToken)
    {
        var uri = new Uri(_endpoint.BaseUri, get.Path);
        var challenged = false;
        for (var redirects = 0; ;)
        {
            using var request = MakeRequest(get, uri);
            var response = await _transport.SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
                return await _transport.OpenBodyAsync(response, cancellationToken);

            if (response.StatusCode == HttpStatusCode.Unauthorized && !challenged && _endpoint.Owns(uri))
            {
                challenged = true;
                var challenges = Challenges(response);
                response.Dispose();
                await _authorizer.AnswerAsync(request.Headers.Authorization, challenges, cancellationToken);
            }
            else if (Location(response) is { } location)
            {
                response.Dispose();
                uri = Follow(uri, location, get.Subject);
                if (++redirects > MaxRedirects)
                    throw new OciException(OciErrorCode.Malformed, $"{_endpoint.Name} redirects more than {MaxRedirects} times for {get.Subject}.");
            }
            else
            {
                throw await RegistryFault.ReadAsync(_transport, response, get.Subject, _authorizer.Advice, _time, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        _transport.Dispose();
        _authorizer.Dispose();
    }

    private HttpRequestMessage MakeRequest(RegistryGet get, Uri uri)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation("Accept", get.Accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity"); // digests are over the stored bytes
        if (get.From > 0)
            request.Headers.Range = new RangeHeaderValue(get.From, null);
        if (_endpoint.Owns(uri))
            request.Headers.Authorization = _authorizer.Current;
        return request;
    }

    private Uri Follow(Uri from, string location, string subject)
    {
        if (location.Length > MaxLocationChars || !Uri.TryCreate(from, location, out var to) || to.Host.Length == 0)
            throw new OciException(OciErrorCode.Malformed, $"{from.Authority} redirects to '{Excerpt.Of(location)}', which is no address.");

        _trust.VerifyUri(to, subject);
        return to;
    }

    private static string? Location(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
        && response.Headers.NonValidated.TryGetValues("Location", out var values)
        ? values.FirstOrDefault()
        : null;

    private static IReadOnlyList<AuthChallenge> Challenges(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values) ? AuthChallenge.Parse(values) : [];
}
