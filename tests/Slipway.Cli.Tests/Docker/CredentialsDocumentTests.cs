using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Slipway.Cli.Docker;

namespace Slipway.Cli.Tests.Docker;

public sealed class CredentialsDocumentTests
{
    private const string Host = "registry.example.com:5000";

    /// <summary>What must come out, with the login in place of <c>§</c>.</summary>
    [Theory]
    [InlineData("", "{\n\t\"auths\": {\n\t\t\"registry.example.com:5000\": §\n\t}\n}\n")]
    [InlineData("{}", "{\n\t\"auths\": {\n\t\t\"registry.example.com:5000\": §\n\t}\n}")]
    [InlineData("{ \"x\" : 1.0e5 }\n\n", "{\n\t\"auths\": {\n\t\t\"registry.example.com:5000\": §\n\t}, \"x\" : 1.0e5 }\n\n")]
    [InlineData("{\"auths\":{}}", "{\"auths\":{\n\t\t\"registry.example.com:5000\": §\n}}")]
    [InlineData("{\"auths\":null}", "{\"auths\":{\n\t\t\"registry.example.com:5000\": §\n\t}}")]
    [InlineData("{\"auths\":{\"a\":{\"auth\":\"eDp5\"}}}", "{\"auths\":{\n\t\t\"registry.example.com:5000\": §,\"a\":{\"auth\":\"eDp5\"}}}")]
    [InlineData("{\"auths\":{\"registry.example.com:5000\" : {\"auth\":\"old\"} },\"z\":\"\\u00e4\"}", "{\"auths\":{\"registry.example.com:5000\" : § },\"z\":\"\\u00e4\"}")]
    public void SetLogin_Document_ChangesNoOtherByte(string before, string after)
    {
        var login = "{\"auth\": \"" + Convert.ToBase64String("x:secret"u8) + "\"}";
        Assert.Equal(after.Replace("§", login, StringComparison.Ordinal), Encoding.UTF8.GetString(CredentialsDocument.SetLogin(Encoding.UTF8.GetBytes(before), Host, "x", "secret")));
    }

    [Fact]
    public void SetLogin_AnyDocument_KeepsEverythingElseAndIsIdempotent()
    {
        var name = Gen.Char["ab\"\\ä/"].Array[0, 4].Select(letters => new string(letters));
        var logins = Gen.Dictionary(name, Gen.Int[0, 9])[0, 3];
        Gen.Select(logins, logins, Gen.Bool).Sample((auths, others, indented) =>
        {
            var document = new JsonObject();
            foreach (var (key, value) in others)
                document[key] = value;
            document["auths"] = new JsonObject(auths.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonObject { ["auth"] = pair.Value })));
            var bytes = Encoding.UTF8.GetBytes(document.ToJsonString(new JsonSerializerOptions { WriteIndented = indented }));
            var once = CredentialsDocument.SetLogin(bytes, Host, "x", "s");
            Assert.Equal(once, CredentialsDocument.SetLogin(once, Host, "x", "s"));
            var read = JsonNode.Parse(once)!.AsObject();
            Assert.True(read["auths"]!.AsObject().Remove(Host));
            Assert.True(JsonNode.DeepEquals(document, read));
        });
    }

    [Fact]
    public void SetLogin_AnyBytes_IsADocumentOrRefused() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        try
        {
            using var read = JsonDocument.Parse(CredentialsDocument.SetLogin(bytes, Host, "x", "s"));
        }
        catch (FormatException)
        {
            // Refused.
        }
    });

    [Theory]
    [InlineData("{\"auths\": {}} trailing")]
    [InlineData("{\"auths\": {}")]
    [InlineData("{\"auths\": 1}")]
    [InlineData("{\"auths\": {\"a\": }}")]
    [InlineData("\"text\"")]
    public void SetLogin_BrokenDocument_IsRefused(string text) =>
        Assert.Throws<FormatException>(() => CredentialsDocument.SetLogin(Encoding.UTF8.GetBytes(text), Host, "x", "s"));

    [Theory]
    [InlineData("{\"credsStore\":\"pass\"}", "pass")]
    [InlineData("{\"credsStore\":\"pass\",\"credHelpers\":{\"registry.example.com:5000\":\"\"}}", null)]
    [InlineData("{\"credHelpers\":{\"registry.example.com:5000\":\"own\"}}", "own")]
    [InlineData("{\"credHelpers\":{\"elsewhere\":\"own\"}}", null)]
    [InlineData("", null)]
    public void HelperOf_Document_IsWhomDockerAsks(string text, string? expected) => Assert.Equal(expected, CredentialsDocument.HelperOf(Encoding.UTF8.GetBytes(text), Host));
}
