using Slipway.Oci.Registry;

namespace Slipway.Oci.Tests.Registry;

public sealed class CredentialStoreTests
{
    private const string Auth = "dTpw"; // u:p

    private static readonly Lock s_path = new();

    [Theory]
    [InlineData("ghcr.io", "ghcr.io")]
    [InlineData("https://ghcr.io", "ghcr.io")]
    [InlineData("https://ghcr.io/v2/", "ghcr.io")]
    [InlineData("https://index.docker.io/v1/", "docker.io")]
    [InlineData("docker.io", "docker.io")]
    [InlineData("registry-1.docker.io", "docker.io")]
    [InlineData("localhost:5000", "localhost:5000")]
    [InlineData("ghcr.io/team", "ghcr.io")]
    [InlineData("ghcr.io/team/app", "ghcr.io")]
    public async Task Find_KeyAsDockerOrPodmanWritesIt_IsFound(string key, string registry)
    {
        var found = await FindAsync($$$$"""{"auths":{"{{{{key}}}}":{"auth":"{{{{Auth}}}}"}}}""", registry);
        Assert.Equal(("u", "p", false), (found.Credential!.Username, found.Credential.Secret, found.Credential.IsIdentityToken));
    }

    [Theory]
    [InlineData("ghcr.io", "ghcr.io.evil.com")]
    [InlineData("ghcr.io", "evil.com")]
    [InlineData("ghcr.io/tea", "ghcr.io")]
    [InlineData("localhost:5000", "localhost:5001")]
    [InlineData("", "ghcr.io")]
    public async Task Find_OtherKey_IsNot(string key, string registry)
    {
        var found = await FindAsync($$$$"""{"auths":{"{{{{key}}}}":{"auth":"{{{{Auth}}}}"}}}""", registry);
        Assert.Null(found.Credential);
        Assert.Contains($"docker login {registry}", found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_LongestPrefix_Wins()
    {
        var found = await FindAsync($$$$"""{"auths":{"ghcr.io":{"auth":"{{{{Auth}}}}"},"ghcr.io/team":{"username":"x","password":"y"}}}""", "ghcr.io");
        Assert.Equal("x", found.Credential!.Username);
    }

    [Fact]
    public async Task Find_Helper_IsAskedByPipe()
    {
        using var directory = new TemporaryDirectory();
        await InstallHelperAsync(directory.Path, "slipwaytest1", """read server; [ "$#" = 1 ] && printf '{"ServerURL":"%s","Username":"<token>","Secret":"for %s"}' "$server" "$server" """);
        var found = await FindAsync("""{"credsStore":"slipwaytest1","auths":{"https://index.docker.io/v1/":{}}}""", "docker.io");
        Assert.Equal(("for https://index.docker.io/v1/", true), (found.Credential!.Secret, found.Credential.IsIdentityToken));
    }

    [Fact]
    public async Task Find_HelperOfOneRegistry_IsPreferred()
    {
        using var directory = new TemporaryDirectory();
        await InstallHelperAsync(directory.Path, "slipwaytest2", """read server; printf '{"Username":"me","Secret":"%s"}' "$server" """);
        var found = await FindAsync("""{"credsStore":"missing","credHelpers":{"ghcr.io":"slipwaytest2"}}""", "ghcr.io");
        Assert.Equal("ghcr.io", found.Credential!.Secret);
    }

    [Theory]
    [InlineData("slipway-is-not-there", "not installed")]
    [InlineData("../../bin/sh", "not the name")]
    public async Task Find_UnusableHelper_IsNoted(string helper, string note)
    {
        var found = await FindAsync($$$$"""{"credsStore":"{{{{helper}}}}"}""", "ghcr.io");
        Assert.Null(found.Credential);
        Assert.Contains(note, found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_HelperThatFailsWithItsSecret_IsNotQuoted()
    {
        using var directory = new TemporaryDirectory();
        await InstallHelperAsync(directory.Path, "slipwaytest3", "echo SECRET; echo SECRET >&2; exit 1");
        var found = await FindAsync("""{"credsStore":"slipwaytest3"}""", "ghcr.io");
        Assert.DoesNotContain("SECRET", found.Note, StringComparison.Ordinal);
        Assert.Contains("docker-credential-slipwaytest3 gave no login", found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_SeveralFiles_TheFirstThatKnowsDecides()
    {
        using var directory = new TemporaryDirectory();
        string[] files = [.. Enumerable.Range(0, 3).Select(i => Path.Combine(directory.Path, $"{i}.json"))];
        await File.WriteAllTextAsync(files[1], """{"auths":{"other.io":{"username":"o","password":"o"}}}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(files[2], """{"auths":{"ghcr.io":{"username":"x","password":"y"}}}""", TestContext.Current.CancellationToken);
        var found = await new CredentialStore(files).FindAsync("ghcr.io", "a", TestContext.Current.CancellationToken);
        Assert.Equal("x", found.Credential!.Username);
    }

    [Fact]
    public async Task Find_OwnToken_ServesItsRegistryWhereNoFileKnowsIt()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "config.json");
        var store = new CredentialStore([file], registry => registry == "slipway.example.com:5000" ? "own" : null);
        var found = await store.FindAsync("slipway.example.com:5000", "a", TestContext.Current.CancellationToken);
        Assert.Equal("own", found.Credential!.Secret);
        Assert.Null((await store.FindAsync("slipway.example.com", "a", TestContext.Current.CancellationToken)).Credential);
        await File.WriteAllTextAsync(file, """{"auths":{"slipway.example.com:5000":{"username":"u","password":"p"}}}""", TestContext.Current.CancellationToken);
        Assert.Equal("p", (await store.FindAsync("slipway.example.com:5000", "a", TestContext.Current.CancellationToken)).Credential!.Secret);
    }

    [Fact]
    public async Task Find_BrokenLogin_SaysSoWithoutIt()
    {
        var error = await Assert.ThrowsAsync<OciException>(() => FindAsync("""{"auths":{"ghcr.io":{"auth":"U0VDUkVU"}}}""", "ghcr.io"));
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Credential_HidesTheSecret() => Assert.DoesNotContain("SECRET", new RegistryCredential("u", "SECRET", false).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Parse_Mutants_AreReadOrRefusedWithoutTheSecret()
    {
        var seed = """{"auths":{"ghcr.io":{"auth":"dTpTRUNSRVQ=","identitytoken":"SECRET"},"https://index.docker.io/v1/":{"username":"u","password":"SECRET"}},"credHelpers":{"a":"b"},"credsStore":"c"}"""u8.ToArray();
        var random = new Random(20260103);
        for (var i = 0; i < 20_000; i++)
        {
            var mutant = (byte[])seed.Clone();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
                mutant[random.Next(mutant.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"{}[]\":,null0"[random.Next(12)];
            try
            {
                var file = CredentialStore.Parse(mutant, "config.json");
                if (file is not null)
                    _ = CredentialStore.FindEntry(file, "ghcr.io", "a", "config.json");
            }
            catch (OciException e)
            {
                Assert.DoesNotContain("SECRE", e.ToString(), StringComparison.Ordinal);
            }
        }
    }

    private static async Task<CredentialLookup> FindAsync(string json, string registry)
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "config.json");
        await File.WriteAllTextAsync(path, json, TestContext.Current.CancellationToken);
        return await new CredentialStore([path]).FindAsync(registry, "team/app", TestContext.Current.CancellationToken);
    }

    /// <summary>Puts a helper of a name of its own on this process's PATH.</summary>
    private static async Task InstallHelperAsync(string directory, string name, string script)
    {
        var path = Path.Combine(directory, $"docker-credential-{name}");
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n", TestContext.Current.CancellationToken);
        await Shell.RunInAsync(directory, $"chmod +x {path}");
        lock (s_path)
            Environment.SetEnvironmentVariable("PATH", Environment.GetEnvironmentVariable("PATH") + ":" + directory);
    }
}
