using System.Net;
using System.Text.Json;

namespace Slipway.Oci.Registry;

/// <summary>Turns a registry's refusal into an error that says what it said and what to do (distribution-spec 1.1, "Error Codes").</summary>
internal static class RegistryFault
{
    private const int MaxErrorBytes = 16 * 1024;

    /// <summary>Reads the refusal and disposes the response. A <see cref="TransientException"/> when asking again may help.</summary>
    /// <param name="transport">Reads the body.</param>
    /// <param name="response">An answer that is no success.</param>
    /// <param name="subject">What was asked for.</param>
    /// <param name="advice">What to do when it is about access.</param>
    /// <param name="time">The clock that a Retry-After date is compared with.</param>
    public static async Task<Exception> ReadAsync(
        RegistryTransport transport, HttpResponseMessage response, string subject, string advice, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var host = response.RequestMessage?.RequestUri?.Authority;
        var retryAfter = RetryAfter(response, time);
        using var body = await transport.OpenBodyAsync(response, cancellationToken);
        var said = $"{(int)status}{await ReadExcerptAsync(body, cancellationToken)}";
        var isWrite = response.RequestMessage?.Method is { } method && method != HttpMethod.Get && method != HttpMethod.Head;
        return status switch
        {
            HttpStatusCode.Unauthorized => new OciException(OciErrorCode.Unauthorized, $"{host} wants to know who asks for {subject}: {said}. {advice}".TrimEnd()),
            HttpStatusCode.Forbidden => new OciException(OciErrorCode.Forbidden, $"{host} refuses {subject}: {said}. {advice}".TrimEnd()),
            HttpStatusCode.TooManyRequests => new TransientException(
                OciErrorCode.RateLimited, $"{host} limits how often it is asked for {subject}: {said}{Wait(retryAfter)}. A login often raises the limit.", retryAfter, cause: null),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new TransientException(
                OciErrorCode.Unreachable, $"{host} failed {(isWrite ? "with" : "to give")} {subject}: {said}{Wait(retryAfter)}.", retryAfter, cause: null),
            _ => isWrite ? OfWrite(status, host, subject, said) : OfRead(status, host, subject, said),
        };
    }

    private static OciException OfRead(HttpStatusCode status, string? host, string subject, string said) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => new OciException(
            OciErrorCode.NotFound, $"{host} has no {subject}: {said}. Check the spelling; some registries answer so when access is missing."),
        HttpStatusCode.RequestedRangeNotSatisfiable => new OciException(
            OciErrorCode.DigestMismatch, $"{host} has less of {subject} than its descriptor promises: {said}."),
        _ => new OciException(OciErrorCode.Malformed, $"{host} answered {said} for {subject}, which a registry does not."),
    };

    private static OciException OfWrite(HttpStatusCode status, string? host, string subject, string said) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => new OciException(
            OciErrorCode.NotFound, $"{host} has no place for {subject}: {said}. Check the spelling; some registries answer so when access is missing, or want the repository made first."),
        HttpStatusCode.RequestEntityTooLarge => new OciException(OciErrorCode.TooLarge, $"{host} takes nothing as large as {subject}: {said}."),
        _ => new OciException(OciErrorCode.Refused, $"{host} does not take {subject}: {said}."),
    };

    private static string Wait(TimeSpan? retryAfter) => retryAfter is { } wait ? $"; it asks to come back in {wait.TotalSeconds:0} s" : "";

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) =>
        response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date is { } date ? date - time.GetUtcNow() : null);

    /// <summary>The first error in its own words; nothing when the body is not a registry's.</summary>
    private static async Task<string> ReadExcerptAsync(ResponseBody body, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await body.ReadWholeAsync(MaxErrorBytes, "the error", cancellationToken);
            var answer = JsonSerializer.Deserialize(bytes.Span, RegistryJsonContext.Default.RegistryErrors);
            return answer?.Errors is [{ } first, ..] ? $" {first}" : "";
        }
        catch (Exception e) when (e is JsonException or OciException or TransientException)
        {
            return ""; // the status is the error; its explanation is a courtesy
        }
    }
}
