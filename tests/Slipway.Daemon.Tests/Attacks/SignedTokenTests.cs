using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>
/// CVE-2025-24976 (distribution 3.0 betas): a token signed by a key that came with it, under the name of a trusted one. Keys and algorithm are pinned, and
/// everything that somebody changed in a good token makes it none.
/// </summary>
public sealed class SignedTokenTests(Tenants tenants) : IClassFixture<Tenants>
{
    [Fact]
    public async Task Token_ThatSomebodyElseMadeOrChanged_IsRefused()
    {
        await tenants.Owner.PushImageAsync("app", "latest");
        var good = await tenants.Intruder.ExchangeTokenAsync("repository:app:pull");
        await RawClient.Bearer(tenants.Server, good).ExpectAsync(404, "GET /v2/app/manifests/latest"); // good, but of another organization
        var owners = await tenants.Owner.ExchangeTokenAsync("repository:app:pull");
        await RawClient.Bearer(tenants.Server, owners).ExpectAsync(200, "GET /v2/app/manifests/latest");

        foreach (var (what, forged) in Forge(good, owners))
        {
            var answer = await RawClient.Bearer(tenants.Server, forged).SendAsync("GET /v2/app/manifests/latest");
            Assert.True(answer.Status == 401, $"{what} was answered {answer.Head}\n{answer.Text}");
            Assert.DoesNotContain("eyJ", answer.Head + answer.Text, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(string What, string Token)> Forge(string good, string owners)
    {
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (head, claims, signature) = Split(good);
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(head))!.AsObject();
        var kid = header["kid"]!.GetValue<string>();
        var point = attacker.ExportParameters(includePrivateParameters: false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-256","kid":"{{kid}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        var x5c = Convert.ToBase64String(attacker.ExportSubjectPublicKeyInfo());

        yield return ("a key in the header", Sign(attacker, $$"""{"alg":"ES256","typ":"JWT","kid":"{{kid}}","jwk":{{jwk}}}""", claims));
        yield return ("a certificate in the header", Sign(attacker, $$"""{"alg":"ES256","typ":"JWT","kid":"{{kid}}","x5c":["{{x5c}}"]}""", claims));
        yield return ("the trusted key's name", Sign(attacker, $$"""{"alg":"ES256","typ":"JWT","kid":"{{kid}}"}""", claims));
        yield return ("no algorithm", Encode("""{"alg":"none","typ":"JWT"}""") + "." + claims + ".");
        yield return ("no algorithm, signed", Encode("""{"alg":"none","typ":"JWT"}""") + "." + claims + "." + signature);
        yield return ("HMAC with the key's name", Encode($$"""{"alg":"HS256","typ":"JWT","kid":"{{kid}}"}""") + "." + claims + "."
            + Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(kid), Encoding.ASCII.GetBytes(claims))));
        yield return ("another's claims", head + "." + Split(owners).Claims + "." + signature);
        yield return ("a zero signature", head + "." + claims + "." + Base64Url.EncodeToString(new byte[64]));
        yield return ("a later end", head + "." + Change(claims, "exp", 4_000_000_000) + "." + signature);
        yield return ("more access", head + "." + Encode(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(claims)).Replace("\"pull\"", "\"*\"", StringComparison.Ordinal)) + "." + signature);
        yield return ("padding", good + "==");
        yield return ("a part more", good + ".e30");
    }

    private static (string Head, string Claims, string Signature) Split(string token) => token.Split('.') is [var head, var claims, var signature]
        ? (head, claims, signature)
        : throw new InvalidDataException("the token has not three parts");

    private static string Change(string claims, string name, long value)
    {
        var all = JsonNode.Parse(Base64Url.DecodeFromChars(claims))!.AsObject();
        all[name] = value;
        return Encode(all.ToJsonString());
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static string Sign(ECDsa key, string header, string claims)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{Encode(header)}.{claims}");
        return signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }
}
