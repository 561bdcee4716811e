using Slipway.Linux.Processes;

namespace Slipway.Linux.Tests.Processes;

public sealed class ResourceLimitTests
{
    [Theory]
    [InlineData("RLIMIT_NOFILE", 7)]
    [InlineData("nofile", 7)]
    [InlineData("rlimit_cpu", 0)]
    [InlineData("RTTIME", 15)]
    [InlineData("RLIMIT_NOTHING", -1)]
    [InlineData("", -1)]
    public void NumberOf_Name_IsTheKernels(string name, int number) => Assert.Equal(number, ResourceLimit.NumberOf(name));

    [Fact]
    public void Apply_WhatWasRead_ChangesNothing()
    {
        var limit = ResourceLimit.Read(ResourceLimit.NumberOf("NOFILE"));
        limit.Apply(0);
        Assert.Equal(limit, ResourceLimit.Read(limit.Resource));
    }
}
