namespace Slipway.Registry.Conformance.Probing;

/// <summary>
/// Everything by which two answers could be told apart: status, headers and body, without what differs between any two answers (date, request
/// ids) and with the repository's name made the same.
/// </summary>
internal static class Traces
{
    private static readonly string[] s_ever = ["Date", "X-Request-Id"];

    public static string Of(Answer answer, string repository)
    {
        var headers = answer.Headers.Where(header => !s_ever.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .Select(header => $"{header.Key}: {header.Value}");
        return $"{answer.Status}\n{string.Join('\n', headers)}\n\n{answer.Text}".Replace(repository, "REPOSITORY", StringComparison.Ordinal);
    }
}
