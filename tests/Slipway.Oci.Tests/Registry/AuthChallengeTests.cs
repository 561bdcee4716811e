using Slipway.Oci.Registry;

namespace Slipway.Oci.Tests.Registry;

public sealed class AuthChallengeTests
{
    [Theory]
    [InlineData("Basic", "Basic|||")]
    [InlineData("Basic realm=\"a b\"", "Basic|a b||")]
    [InlineData("bearer REALM=\"https://a/t\",Service=\"s\",scope=\"repository:a/b:pull,push\"", "bearer|https://a/t|s|repository:a/b:pull,push")]
    [InlineData("Bearer realm = \"r\" , service=s", "Bearer|r|s|")]
    [InlineData("Bearer realm=\"a\\\"b\\\\\"", "Bearer|a\"b\\||")]
    [InlineData("Negotiate, Basic realm=\"x\", Bearer realm=\"y\"", "Negotiate|||;Basic|x||;Bearer|y||")]
    [InlineData("Bearer realm=\"a\",realm=\"b\"", "Bearer|a||")]
    [InlineData("Bearer realm=\"a", "Bearer|||")]
    [InlineData("realm=\"a\"", "")]
    [InlineData("", "")]
    [InlineData(" ,, ", "")]
    [InlineData("Bearer realm=https://a/t,error=\"insufficient_scope\"", "Bearer|https://a/t||")]
    public void Parse_Header_ReadsItsChallenges(string header, string expected) => Assert.Equal(
        expected, string.Join(';', AuthChallenge.Parse([header]).Select(static c => $"{c.Scheme}|{c.Realm}|{c.Service}|{c.Scope}")));

    [Fact]
    public void Parse_SeveralHeaders_KeepsThemApart() =>
        Assert.Equal(["Basic", "Bearer"], AuthChallenge.Parse(["Basic realm=\"x\"", "realm=\"lost\"", "Bearer"]).Select(static c => c.Scheme));

    [Fact]
    public void Parse_Mutants_NeverThrowAndStayBounded()
    {
        const string seed = "Bearer realm=\"https://auth.example/token\",service=\"a b\",scope=\"repository:a:pull\", Basic realm=\"\\\"x\"";
        var random = new Random(20260102);
        const string alphabet = "\"\\=, \tBearer\u00e9\0~{}";
        for (var i = 0; i < 20_000; i++)
        {
            var mutant = seed.ToCharArray();
            for (var edits = random.Next(1, 8); edits > 0; edits--)
                mutant[random.Next(mutant.Length)] = alphabet[random.Next(alphabet.Length)];
            Assert.InRange(AuthChallenge.Parse([new string(mutant)]).Count, 0, 17);
        }
    }

    [Fact]
    public void Parse_EndlessHeader_IsBounded() => Assert.InRange(AuthChallenge.Parse([new string('a', 10) + string.Concat(Enumerable.Repeat(",a", 100_000))]).Count, 1, 17);
}
