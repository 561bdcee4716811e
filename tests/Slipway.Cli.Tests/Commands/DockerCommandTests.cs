using System.Text;
using System.Text.Json;
using Slipway.Cli.Tests.Servers;

namespace Slipway.Cli.Tests.Commands;

public sealed class DockerCommandTests
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Docker_NoFile_WritesOneForTheOwnerAloneThatSkopeoReads()
    {
        Tool.Require("skopeo");
        await using var user = await UserAtServer.LogInAsync();
        await user.PrintAsync("auth", "docker");
        var file = Path.Combine(user.Home, ".docker/config.json");
        Assert.Equal(OwnerFile, File.GetUnixFileMode(file));
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        Assert.Equal($"x:{user.Server.Admin.Token}", Login(await File.ReadAllBytesAsync(file, Cancellation), user.Server.Address.Authority));
        var (code, output) = await Tool.RunAsync("skopeo", "login", "--get-login", "--authfile", file, user.Server.Address.Authority);
        Assert.True(code == 0, output);
        Assert.Equal("x\n", output);
    }

    [Fact]
    public async Task Docker_OtherPlaces_AreHonoured()
    {
        await using var user = await UserAtServer.LogInAsync();
        user.Variables["DOCKER_CONFIG"] = Path.Combine(user.Home, "d");
        user.Variables["XDG_RUNTIME_DIR"] = Path.Combine(user.Home, "r");
        await user.PrintAsync("auth", "docker", "--registry", "registry.example.com:5000");
        await user.PrintAsync("auth", "docker", "--podman");
        Assert.NotNull(Login(await File.ReadAllBytesAsync(Path.Combine(user.Home, "d/config.json"), Cancellation), "registry.example.com:5000"));
        Assert.NotNull(Login(await File.ReadAllBytesAsync(Path.Combine(user.Home, "r/containers/auth.json"), Cancellation), user.Server.Address.Authority));
    }

    [Fact]
    public async Task Docker_Organization_GetsATokenOfItsOwn()
    {
        await using var user = await UserAtServer.LogInAsync();
        await user.PrintAsync("orgs", "create", "acme");
        await user.PrintAsync("auth", "docker", "--org", "acme");
        var login = Login(await File.ReadAllBytesAsync(Path.Combine(user.Home, ".docker/config.json"), Cancellation), user.Server.Address.Authority);
        var caller = await user.Server.Platform.Authority.AuthenticateAsync(login!["x:".Length..], Cancellation);
        Assert.Equal("acme", caller?.Organization);
        Assert.False(caller!.MayListRepositories);
    }

    [Theory]
    [InlineData("{\"auths\": [hunter2]}", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"auths\": []}", "'auths' in it is not a JSON object")]
    [InlineData("{\"credsStore\": \"pass\"}", "credential helper 'pass'")]
    public async Task Docker_FileThatCannotTakeALogin_IsLeftAlone(string content, string reason)
    {
        await using var user = await UserAtServer.LogInAsync();
        var file = Path.Combine(user.Home, ".docker/config.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, content, Cancellation);
        await user.PrintAsync("orgs", "create", "acme");
        var (code, _, error) = await user.RunAsync("auth", "docker", "--org", "acme");
        Assert.Equal(1, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(file, Cancellation));
        Assert.Equal("ID  NAME  SCOPES  CREATED  LAST USED  EXPIRES", await user.PrintAsync("tokens", "list", "--org", "acme"));
    }

    [Fact]
    public async Task Docker_FileBehindALink_StaysBehindIt()
    {
        await using var user = await UserAtServer.LogInAsync();
        Directory.CreateDirectory(Path.Combine(user.Home, ".docker"));
        var real = Path.Combine(user.Home, "real.json");
        await File.WriteAllTextAsync(real, "{}", Cancellation);
        File.CreateSymbolicLink(Path.Combine(user.Home, ".docker/config.json"), real);
        await user.PrintAsync("auth", "docker");
        Assert.NotNull(Login(await File.ReadAllBytesAsync(real, Cancellation), user.Server.Address.Authority));
        Assert.NotNull(new FileInfo(Path.Combine(user.Home, ".docker/config.json")).LinkTarget);
    }

    private static string? Login(byte[] document, string registry)
    {
        using var read = JsonDocument.Parse(document);
        return Encoding.UTF8.GetString(read.RootElement.GetProperty("auths").GetProperty(registry).GetProperty("auth").GetBytesFromBase64());
    }
}
