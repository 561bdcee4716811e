using System.Text.Json;

namespace Slipway.Daemon.Settings;

/// <summary>
/// <c>--config FILE</c>: a JSON object whose keys are the options without their dashes (<c>{"listen": ["https://*:443"], "registry-auth": "basic"}</c>). It is
/// turned into arguments, so that both ways have one parser and one set of messages; what the command line says wins.
/// </summary>
internal static class ConfigurationFile
{
    public const string Option = "--config";

    private const int MaxBytes = 1024 * 1024;

    /// <summary>The arguments with those of the file added; <paramref name="options"/> are the names there are, with their dashes.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read, is no such object or has a key that is no option.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> arguments, IReadOnlyCollection<string> options)
    {
        if (PathIn(arguments) is not { } path)
            return arguments;

        var given = arguments.Select(argument => argument.Split('=', 2)[0]).ToHashSet(StringComparer.Ordinal);
        using var document = Read(path);
        if (document.RootElement.EnumerateObject().FirstOrDefault(property => !options.Contains("--" + property.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            throw new ConfigurationException($"{path} has '{unknown.Name}', which is no option.");
        var expanded = arguments.ToList();
        foreach (var property in document.RootElement.EnumerateObject().Where(property => !given.Contains("--" + property.Name)))
            expanded.AddRange(Arguments(path, property));
        return expanded;
    }

    private static string? PathIn(IReadOnlyList<string> arguments)
    {
        const string joined = Option + "=";
        for (var at = 0; at < arguments.Count; at++)
        {
            if (arguments[at].StartsWith(joined, StringComparison.Ordinal))
                return arguments[at][joined.Length..];
            if (arguments[at] == Option && at + 1 < arguments.Count)
                return arguments[at + 1];
        }

        return null;
    }

    private static JsonDocument Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new ConfigurationException($"{path} has more than {MaxBytes} bytes.");
            var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new ConfigurationException($"{path} is JSON but no object; write {{\"listen\": \"http://127.0.0.1:5000\"}}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConfigurationException($"the configuration {path} cannot be read: {e.Message}", e);
        }
    }

    private static IEnumerable<string> Arguments(string path, JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.True => ["--" + property.Name],
        JsonValueKind.False or JsonValueKind.Null => [],
        JsonValueKind.String => ["--" + property.Name, property.Value.GetString()!],
        JsonValueKind.Number => ["--" + property.Name, property.Value.GetRawText()],
        JsonValueKind.Array when property.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            property.Value.EnumerateArray().SelectMany(item => new[] { "--" + property.Name, item.GetString()! }),
        _ => throw new ConfigurationException($"'{property.Name}' in {path} is neither text, number, true, false nor a list of texts."),
    };
}
