using System.Net.Sockets;
using System.Security.Authentication;
using Slipway.Oci.Pushes;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Registry;

/// <summary>
/// One HTTP exchange with everything that helps too much switched off: no redirects, cookies, decompression or ambient credentials. Certificates
/// are checked against the system's roots (<c>SSL_CERT_FILE</c>, <c>SSL_CERT_DIR</c>). Thread safe.
/// </summary>
internal sealed class RegistryTransport : IDisposable
{
    /// <summary>How long a server may be silent, before the headers or between two reads of the body.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    private const int MaxHeadersKib = 32;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public RegistryTransport(RegistryConnector connector, ImageSourceOptions options)
    {
        _time = options.Time;
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            ConnectCallback = connector.ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            MaxResponseHeadersLength = MaxHeadersKib,
            UseCookies = false,
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", options.UserAgent);
    }

    /// <summary>Sends, and returns once the headers are there; <paramref name="patience"/> is how long the server may keep us waiting. The caller disposes the response, or hands it to a <see cref="ResponseBody"/>.</summary>
    /// <exception cref="TransientException">The connection failed in a way that may pass.</exception>
    /// <exception cref="OciException"><see cref="OciErrorCode.Unreachable"/>, <see cref="OciErrorCode.Untrusted"/>, for good.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Authority;
        using var silence = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        if (request.Content is BlobContent body)
            body.Waiting = isOnServer => silence.CancelAfter(isOnServer ? patience : Timeout.InfiniteTimeSpan);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var problem = silence.IsCancellationRequested ? $"did not answer within {patience.TotalSeconds:0} s" : "could not be connected to within 15 s";
            throw new TransientException(OciErrorCode.Unreachable, $"{host} {problem}.", retryAfter: null, e);
        }
        catch (HttpRequestException e)
        {
            throw Explain(e, host);
        }
    }

    /// <summary>Wraps a response's body so that silence and cuts are <see cref="TransientException"/>s. Owns the response from here on.</summary>
    public async Task<ResponseBody> OpenBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return new ResponseBody(response, await response.Content.ReadAsStreamAsync(cancellationToken), _time);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private static Exception Explain(HttpRequestException e, string host) => (e.InnerException, e.HttpRequestError) switch
    {
        (OciException refused, _) => refused,
        (AuthenticationException tls, _) => new OciException(
            OciErrorCode.Unreachable,
            $"{host} could not be trusted: {Excerpt.Of(tls.Message)} If its certificate is by a private authority, add that to the system's roots or name it in SSL_CERT_FILE.",
            e),
        (SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } dns, _) => new OciException(
            OciErrorCode.Unreachable, $"there is no host {host}: {dns.Message}. Check the spelling and this machine's DNS.", e),
        (SocketException { SocketErrorCode: SocketError.ConnectionRefused }, _) => new OciException(
            OciErrorCode.Unreachable, $"nothing answers at {host}: connection refused.", e),
        (_, HttpRequestError.ConfigurationLimitExceeded) => new OciException(
            OciErrorCode.TooLarge, $"{host} answered with more than {MaxHeadersKib} KiB of headers.", e),
        (_, HttpRequestError.InvalidResponse) => new OciException(OciErrorCode.Malformed, $"{host} does not speak HTTP: {Excerpt.Of(e.Message)}", e),
        _ => new TransientException(OciErrorCode.Unreachable, $"the connection to {host} failed: {Excerpt.Of(e.InnerException?.Message ?? e.Message)}", retryAfter: null, e),
    };
}
