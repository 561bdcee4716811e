namespace Slipway.Registry.Conformance.Probing;

/// <summary>Makes an <see cref="Answer"/> of what HttpClient received.</summary>
internal static class AnswerReader
{
    /// <summary>Reads the whole body. The headers are taken before, since HttpClient makes up a Content-Length once it has read the body.</summary>
    public static async Task<Answer> ReadAsync(string method, Uri address, HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated)
            headers[name] = string.Join(", ", values);
        foreach (var (name, values) in response.Content.Headers.NonValidated)
            headers[name] = string.Join(", ", values);
        var (body, isWhole) = await ReadBodyAsync(response);
        return new Answer
        {
            Method = method,
            Url = address,
            Status = (int)response.StatusCode,
            Headers = headers,
            Body = body,
            IsCutShort = !isWhole,
        };
    }

    // docker-registry ends a 416 before the length that it announced; the status is worth knowing all the same.
    private static async Task<(byte[] Body, bool IsWhole)> ReadBodyAsync(HttpResponseMessage response)
    {
        try
        {
            return (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), true);
        }
        catch (HttpRequestException cause) when (cause.HttpRequestError == HttpRequestError.ResponseEnded && !response.IsSuccessStatusCode)
        {
            return ([], false);
        }
    }
}
