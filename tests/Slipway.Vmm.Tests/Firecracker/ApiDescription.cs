using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Slipway.Vmm.Tests.Firecracker;

/// <summary>
/// Firecracker's own description of its API (OpenAPI 2.0), as the judge of requests: path and method exist, and the body keeps its schema, with nothing in it
/// that the schema does not name.
/// </summary>
internal sealed class ApiDescription
{
    private const string Variable = "SLIPWAY_FIRECRACKER_API";
    private const string PathFromAbove = "shared/data/firecracker-api.yaml";

    private readonly YamlMappingNode _root;

    private ApiDescription(YamlMappingNode root) => _root = root;

    /// <summary>Reads the file that SLIPWAY_FIRECRACKER_API names, or shared/data/firecracker-api.yaml in a directory above; skips the test where there is none.</summary>
    public static ApiDescription Load()
    {
        var file = Environment.GetEnvironmentVariable(Variable) ?? Above().Select(directory => Path.Combine(directory, PathFromAbove)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(file is null, $"Firecracker's API description is not here: {Variable} names none and no directory above has {PathFromAbove}");
        using var reader = new StreamReader(file!);
        var stream = new YamlStream();
        stream.Load(reader);
        return new ApiDescription((YamlMappingNode)stream.Documents[0].RootNode);
    }

    /// <summary>What is wrong with a request; empty when nothing is.</summary>
    /// <param name="body">Null: it has none.</param>
    public IReadOnlyList<string> FaultsOf(string method, string path, JsonElement? body)
    {
        if (OperationOf(method, path) is not { } operation)
            return [$"there is no {method} {path}"];
        List<string> faults = [];
        var parameter = Items(operation, "parameters").FirstOrDefault(item => Text(item, "in") == "body");
        if (body is { } given)
        {
            if (parameter is null)
                faults.Add($"{method} {path} takes no body");
            else
                Check(given, Resolve(Child(parameter, "schema")!), $"{method} {path}", faults);
        }
        else if (parameter is not null && Text(parameter, "required") == "true")
        {
            faults.Add($"{method} {path} needs a body");
        }

        return faults;
    }

    private void Check(JsonElement value, YamlMappingNode schema, string at, List<string> faults)
    {
        switch (Text(schema, "type"))
        {
            case "object":
                CheckObject(value, schema, at, faults);
                break;
            case "array" when value.ValueKind == JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Check(item, Resolve(Child(schema, "items")!), at + "[]", faults);
                break;
            case "string" when value.ValueKind == JsonValueKind.String:
                if (Child(schema, "enum") is YamlSequenceNode values && !values.Any(node => ((YamlScalarNode)node).Value == value.GetString()))
                    faults.Add($"{at}: '{value.GetString()}' is none of {string.Join(", ", values)}");
                break;
            case "integer" when value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number):
                if (Number(schema, "minimum") is { } minimum && number < minimum || Number(schema, "maximum") is { } maximum && number > maximum)
                    faults.Add($"{at}: {number} is out of range");
                break;
            case "boolean" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                break;
            case var type:
                faults.Add($"{at}: {value.ValueKind} where {type} is wanted");
                break;
        }
    }

    private void CheckObject(JsonElement value, YamlMappingNode schema, string at, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{at}: {value.ValueKind} where an object is wanted");
            return;
        }

        foreach (var required in Items(schema, "required").Select(node => node.ToString()).Where(name => !value.TryGetProperty(name, out _)))
            faults.Add($"{at}: {required} is missing");
        foreach (var member in value.EnumerateObject())
        {
            if (Child(schema, "properties") is YamlMappingNode properties && Child(properties, member.Name) is { } property)
                Check(member.Value, Resolve(property), $"{at}.{member.Name}", faults);
            else if (Child(schema, "additionalProperties") is null)
                faults.Add($"{at}: {member.Name} is not in the description");
        }
    }

    private YamlMappingNode? OperationOf(string method, string path)
    {
        var parts = path.Split('/');
        var found = ((YamlMappingNode)Child(_root, "paths")!).Children.FirstOrDefault(entry => Fits(entry.Key.ToString().Split('/'), parts));
        return found.Value is YamlMappingNode operations ? Child(operations, method.ToLowerInvariant()) as YamlMappingNode : null;
    }

    private static bool Fits(string[] template, string[] path) =>
        template.Length == path.Length && template.Zip(path).All(pair => pair.First == pair.Second || pair.First.StartsWith('{') && pair.Second.Length > 0);

    private YamlMappingNode Resolve(YamlNode schema)
    {
        var node = (YamlMappingNode)schema;
        return Text(node, "$ref") is { } reference
            ? Resolve(reference["#/".Length..].Split('/').Aggregate((YamlNode)_root, (at, name) => Child((YamlMappingNode)at, name) ?? throw new InvalidDataException(reference)))
            : node;
    }

    private static YamlNode? Child(YamlNode node, string name) => ((YamlMappingNode)node).Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static IEnumerable<YamlNode> Items(YamlNode node, string name) => Child(node, name) as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();

    private static string? Text(YamlNode node, string name) => (Child(node, name) as YamlScalarNode)?.Value;

    private static long? Number(YamlNode node, string name) => Text(node, name) is { } text ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;

    private static IEnumerable<string> Above()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            yield return directory.FullName;
    }
}
